package convert

import (
	"errors"
	"fmt"
)

// contains is off in the tests of this package, which want to see a panic.
var contains = true

// contain makes an *Error of a panic. Only an error of ours or of a parser can
// be one, and it shall cost no more than the post that brings it out.
func contain[T any](path string, result **T, err *error) {
	if !contains {
		return
	}
	if r := recover(); r != nil {
		detail := oneLine(fmt.Sprint("an error of markive itself, please report it with this post: ", r))
		*result, *err = nil, &Error{Path: path, Class: ClassInternal, Err: errors.New(detail)}
	}
}

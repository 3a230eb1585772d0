package convert

import (
	"regexp"
	"sync"
)

// lazily returns a regular expression that is compiled when it is first asked
// for: few runs need all of them, and each would pay for all.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

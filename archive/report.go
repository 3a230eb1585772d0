package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Problem is one thing that went wrong and cost no more than itself.
type Problem struct {
	Path    string  `json:"path"`              // of the post
	Line    int     `json:"line,omitempty"`    // of the post, 1 for the first; 0: the post as a whole
	Object  string  `json:"object,omitempty"`  // what is missing: "image", "front matter", ...; "" for the post itself
	Address string  `json:"address,omitempty"` // of the asset, as it stands in the post, without credentials
	Class   Class   `json:"class"`
	Detail  string  `json:"detail"`            // one line without control characters, at most 300 bytes
	Outcome string  `json:"outcome,omitempty"` // what was done about it, such as "remote link kept"
	Tried   []Tried `json:"tried,omitempty"`   // where an asset was asked for, if at several addresses

	err error // what the system said, for those who must tell a full disk from a bad post
}

// A Tried is an address at which an asset could not be had.
type Tried struct {
	Address string `json:"address"`
	Class   Class  `json:"class"`
	Detail  string `json:"detail"`
}

// Error says it in one line: path, object, address, class, detail, outcome.
// A path that would not print as it is stands in quotes.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(printable(p.Path))
	if p.Line > 0 {
		b.WriteString(":" + strconv.Itoa(p.Line))
	}
	b.WriteString(": ")
	if p.Object != "" {
		b.WriteString(strings.TrimSpace(p.Object + " " + p.Address))
		b.WriteString(": ")
	}
	b.WriteString(string(p.Class))
	if p.Detail != "" {
		b.WriteString(": " + p.Detail)
	}
	if n := len(p.Tried) - 1; n == 1 {
		b.WriteString("; nor could it be had at another address")
	} else if n > 1 {
		fmt.Fprintf(&b, "; nor could it be had at %d other addresses", n)
	}
	if p.Outcome != "" {
		b.WriteString("; " + p.Outcome)
	}
	return b.String()
}

// Unwrap returns what the system said, nil if it said nothing.
func (p *Problem) Unwrap() error { return p.err }

func printable(s string) string {
	if strings.TrimSpace(s) == s && s != "" && oneLine(s) == s {
		return s
	}
	return strconv.Quote(s)
}

// A Report tells what a run did.
type Report struct {
	Posts      int         `json:"posts"`                // posts of the run
	Written    int         `json:"written"`              // bundles committed by this run
	Reshaped   int         `json:"reshaped,omitempty"`   // of these, those of posts that are what they were, with other options
	Reshapings []Reshaping `json:"reshapings,omitempty"` // which options
	Unchanged  int         `json:"unchanged"`            // bundles that were finished before
	Failed     int         `json:"failed"`               // posts without a bundle of this run
	Images     int         `json:"images"`               // assets held by the bundles of the run
	Missing    int         `json:"missing"`              // assets that could not be had
	Bytes      int64       `json:"bytes"`                // of the assets that this run fetched
	Requests   int         `json:"requests"`             // HTTP requests made; to refused addresses and unknown names there are none
	Pruned     []string    `json:"pruned,omitempty"`     // bundles that were taken out of the archive, since their posts are gone
	Healed     []Problem   `json:"healed,omitempty"`     // what was damaged and was written anew: bundles, in the order of the posts, and before them what stands beside bundles
	Problems   []Problem   `json:"problems"`             // in the order of the posts, then of the assets
	Refusals   []Refusal   `json:"refusals,omitempty"`   // pictures that this run fetched and that may be none
	Spent      Spent       `json:"-"`                    // where the time went
	Warnings   []Problem   `json:"warnings,omitempty"`   // what was guessed or mended in the posts converted by this run, and assets of which an earlier or a lesser file had to do, in the same order
}

// add counts one post.
func (r *Report) add(o *outcome) {
	switch {
	case o.failed != nil:
		r.Failed++
		r.Problems = append(r.Problems, *o.failed)
	case o.written:
		r.Written++
		if len(o.reshaped) > 0 {
			r.Reshaped++
			r.Reshapings = addReshapings(r.Reshapings, o.reshaped)
		}
	case o.record != nil:
		r.Unchanged++
	}
	r.Images += o.images
	r.Missing += o.missing
	r.Bytes += o.bytes
	r.Problems = append(r.Problems, o.problems...)
	r.Warnings = append(r.Warnings, o.warnings...)
	if o.healed != nil {
		r.Healed = append(r.Healed, *o.healed)
	}
}

// refuse adds files that cannot be posts.
func (r *Report) refuse(problems []Problem) {
	r.Posts += len(problems)
	r.Failed += len(problems)
	r.Problems = append(r.Problems, problems...)
}

// maxDetail bounds what a stranger can put into a report.
const maxDetail = 300

// oneLine makes text fit for a report: one line, no control characters, no
// characters that turn the direction of writing, at most maxDetail bytes.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || turnsWriting(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if len(s) <= maxDetail {
		return s
	}
	return cutRunes(s, maxDetail-len("…")) + "…"
}

// cutRunes returns the longest start of s that has at most n bytes and ends
// between two characters.
func cutRunes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// turnsWriting tells of the characters that reorder the text around them.
func turnsWriting(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C
}

// ErrorLine is what an error says, as text for a line: those that errors.Join has
// put together, as this package does, one after the other and each once; at most
// 300 bytes, without control characters. err must not be nil.
func ErrorLine(err error) string {
	var said []string
	for s := range strings.SplitSeq(err.Error(), "\n") {
		if s = strings.TrimSpace(s); s != "" && !slices.ContainsFunc(said, func(before string) bool { return strings.HasSuffix(before, s) }) {
			said = append(said, s)
		}
	}
	return oneLine(strings.Join(said, "; "))
}

// bare takes the operation and the path off an error of the file system, for
// a line that names the path already.
func bare(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	if le, ok := errors.AsType[*os.LinkError](err); ok {
		return le.Err
	}
	return err
}

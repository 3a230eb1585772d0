package convert

import (
	"errors"
	"fmt"
	"strings"
)

// MaxPost is the largest source that Parse takes, in bytes.
const MaxPost = 64 << 20

// A Post is one input file, taken apart.
type Post struct {
	Path        string      // as given to Parse; names the post in errors
	Encoding    string      // WHATWG name of the encoding the source was read as, "utf-8" for nearly all
	FrontMatter FrontMatter // Format None if the source is a bare body
	Body        string      // UTF-8, line ends LF, no BOM, no blank lines at its start
	BodyLine    int         // line of the source at which Body starts, 1 for the first
	Warnings    []Warning   // what was guessed or mended on the way
}

// Parse takes a post apart. The path only names the post in errors. What can
// be mended is mended and told in Post.Warnings; the error, an *Error, is left
// for a source that is no text (ClassBinary) or larger than MaxPost. Nothing of
// the post lies in src, which may be used again.
func Parse(path string, src []byte) (*Post, error) {
	return ParseAs(path, "", src)
}

// ParseAs is Parse for a source whose encoding is known: a WHATWG name or
// label, such as "gbk" or "shift_jis". With "" the encoding is found out.
func ParseAs(path, encoding string, src []byte) (p *Post, err error) {
	defer contain(path, &p, &err)
	fail := func(c Class, err error) (*Post, error) {
		return nil, &Error{Path: path, Class: c, Err: err}
	}
	if len(src) > MaxPost {
		return fail(ClassTooLarge, fmt.Errorf("more than %d MiB", MaxPost>>20))
	}
	wide := isUTF16(src, encoding)
	binary, clean := inspect(src, wide)
	if binary {
		return fail(ClassBinary, errors.New("not a text file"))
	}
	text, err := decode(src, encoding)
	if err != nil {
		return fail(ClassEncoding, err)
	}
	if wide && mostlyControl([]byte(text.string)) { // UTF-16 shows its controls only now
		return fail(ClassBinary, errors.New("not a text file"))
	}
	text.string = strings.TrimLeft(text.string, "\uFEFF")
	if !clean || text.encoding != "utf-8" {
		text.clean()
	}

	p = &Post{Path: path, Encoding: text.encoding, Warnings: text.warnings}
	first := p.split(text.string)
	p.FrontMatter.dateByName(path)
	p.FrontMatter.draftByFolder(path)
	p.warnDate(first)
	return p, nil
}

// warnDate tells of a date that cannot be read for sure; first is the line of the
// front matter.
func (p *Post) warnDate(first int) {
	fm := &p.FrontMatter
	if fm.vague == nil {
		return
	}
	p.Warnings = append(p.Warnings, Warning{Line: first + strings.Count(fm.Raw[:fm.vague.start], "\n"), Class: ClassFrontMatter, Detail: fm.vagueDetail()})
}

// vagueDetail says that the date of a post cannot be read for sure.
func (fm *FrontMatter) vagueDetail() string {
	detail := "field " + fm.vague.key + " holds no date that can be read for sure: " + fm.vague.text
	if fm.named {
		detail += "; that of the file's name counts"
	}
	return oneLine(detail)
}

// errDetail says that a block does not parse.
func (fm *FrontMatter) errDetail() string {
	return oneLine("front matter kept as it is: " + fm.Err.Error())
}

// split takes the front matter off the text. What is left is the body. It returns
// the line in which the front matter begins.
func (p *Post) split(text string) int {
	b, warning := cut(text)
	if warning != nil {
		p.Warnings = append(p.Warnings, *warning)
	}
	p.FrontMatter = b.frontMatter()
	first := lineAt(text, b.start)
	if p.FrontMatter.Err != nil {
		p.Warnings = append(p.Warnings, Warning{Line: first + b.errLine, Class: ClassFrontMatter, Detail: p.FrontMatter.errDetail()})
	}
	start := skipBlankLines(text, b.rest)
	p.Body, p.BodyLine = text[start:], lineAt(text, start)
	return first
}

// lineAt returns the number of the line that text[i:] starts in.
func lineAt(text string, i int) int { return 1 + strings.Count(text[:i], "\n") }

// A Class names a kind of trouble with a post in one word, for scripts. The
// words are part of the command's interface and never change.
type Class string

// Classes of trouble with a post.
const (
	ClassEncoding    Class = "encoding"     // bytes that no encoding explains, or a guess
	ClassFrontMatter Class = "front_matter" // not closed, not parsable, or of a date that is none
	ClassTooLarge    Class = "too_large"    // a bound on bytes was reached
	ClassTooDeep     Class = "too_deep"     // nesting was flattened
	ClassBinary      Class = "binary"       // not text at all
	ClassPseudoTag   Class = "pseudo_tag"   // text that looks like a tag, and that browsers do not show
	ClassNotSelected Class = "not_selected" // Options.Select chooses nothing of the body
	ClassInternal    Class = "internal"     // an error of the program's own
)

// A Warning tells of something in a post that was mended or guessed and that
// its owner may want to look at. The post is converted all the same.
type Warning struct {
	Line   int    // of the source, 1 for the first; 0: unknown
	Class  Class  // what kind
	Detail string // one line, lower case, no full stop
}

// An Error says why a post could not be converted.
type Error struct {
	Path  string // of the post
	Line  int    // of the source; 0: the post as a whole
	Class Class
	Err   error
}

func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %v", e.Path, e.Line, e.Err)
	}
	return fmt.Sprintf("%s: %v", e.Path, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

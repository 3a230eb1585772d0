package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/markive/markive/convert"
)

// A styleFlags holds the flags that shape the Markdown.
type styleFlags struct {
	body, encoding           string
	bullet, emphasis, links  string
	wrap                     int
	keepHTML, choose, remove []string

	style         convert.Style    // of the flags, once they are checked
	keeps, leaves convert.Selector // of the flags, once they are checked
}

func (f *styleFlags) bindStyle(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.body, "body", "auto", "read bodies as `KIND`: auto, html or markdown")
	flags.StringVar(&f.encoding, "encoding", "", "read posts in the encoding `NAME`, such as gb18030 (default: found out)")
	flags.StringVar(&f.bullet, "bullet", "-", "begin items of lists with `SIGN`: -, * or +")
	flags.StringVar(&f.emphasis, "emphasis", "*", "write emphasis with `SIGN`: * or _")
	flags.StringVar(&f.links, "links", "inline", "write links in `FORM`: inline or reference")
	flags.IntVar(&f.wrap, "wrap", 0, "wrap paragraphs at `N` columns, 20 or more (default: never)")
	flags.StringSliceVar(&f.keepHTML, "keep-html", nil, "leave elements named `TAG` as HTML (repeatable)")
	flags.StringArrayVar(&f.choose, "select", nil, "convert only what the `CSS` selector chooses of an HTML body (repeatable)")
	flags.StringArrayVar(&f.remove, "remove", nil, "leave out what the `CSS` selector chooses of an HTML body (repeatable)")
	for flag, values := range map[string][]string{
		"body": {"auto", "html", "markdown"}, "bullet": {"-", "*", "+"}, "emphasis": {"*", "_"}, "links": {"inline", "reference"},
		"encoding": {"utf-8", "utf-16le", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "windows-1252"},
	} {
		complete(cmd, flag, oneOf(values...))
	}
	completeNothing(cmd, "wrap", "keep-html", "select", "remove")
}

// checkStyle reads the flags into the form that package convert takes.
func (f *styleFlags) checkStyle(cmd *cobra.Command) error {
	for _, c := range []struct {
		flag, value string
		choices     []string
	}{
		{"body", f.body, []string{"auto", "html", "markdown"}},
		{"bullet", f.bullet, []string{"-", "*", "+"}},
		{"emphasis", f.emphasis, []string{"*", "_"}},
		{"links", f.links, []string{"inline", "reference"}},
	} {
		if !slices.Contains(c.choices, c.value) {
			return usage(cmd, "--%s %q: one of %s", c.flag, c.value, strings.Join(c.choices, ", "))
		}
	}
	if empty := slices.Contains(f.keepHTML, ""); empty || cmd.Flags().Changed("keep-html") && len(f.keepHTML) == 0 {
		return usage(cmd, "--keep-html \"\": the name of an element, such as table")
	}
	if f.wrap < 0 || f.wrap > 0 && f.wrap < 20 {
		return usage(cmd, "--wrap %d: 0, or 20 and more", f.wrap)
	}
	if _, err := convert.ParseAs("-", f.encoding, nil); err != nil {
		return usage(cmd, "--encoding %q: no encoding of that name", f.encoding)
	}
	var err error
	if f.keeps, err = selector(f.choose); err != nil {
		return usage(cmd, "--select: %v", err)
	}
	if f.leaves, err = selector(f.remove); err != nil {
		return usage(cmd, "--remove: %v", err)
	}
	f.style = convert.Style{
		Bullet: f.bullet[0], Emphasis: f.emphasis[0], References: f.links == "reference",
		Wrap: f.wrap, KeepHTML: f.keepHTML,
	}
	return nil
}

// selector joins the selectors of a flag; the zero Selector for none.
func selector(css []string) (convert.Selector, error) {
	if len(css) == 0 {
		return convert.Selector{}, nil
	}
	return convert.ParseSelector(strings.Join(css, ", "))
}

// conversion returns the options of package convert.
func (f *styleFlags) conversion(noAudit bool) convert.Options {
	body := convert.BodyKind(f.body)
	if f.body == "auto" {
		body = convert.BodyAuto
	}
	return convert.Options{
		NoAudit: noAudit, Encoding: f.encoding, Body: body,
		Style: f.style, Select: f.keeps, Remove: f.leaves,
	}
}

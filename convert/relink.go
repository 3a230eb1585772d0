package convert

import (
	"bytes"
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A Lead is where a link shall lead.
type Lead struct {
	To        string // stands in the file as it is, a template tag too; "" leaves the link alone
	AsElement bool   // the link is written as HTML, for a program that reads no tags in the destinations of Markdown
	Words     string // of the link that takes the place of a tag in text
}

// A relinker leads the links of a body elsewhere. What they lead to comes when
// the body is written for its target, to which tags would be text: until then
// marks stand there.
type relinker struct {
	*targetBody
	lead func(Link) Lead
	mark string // what marks begin with, found nowhere in the body
	to   []string
}

// relink returns a body in which marks stand where links shall lead elsewhere,
// parsed, and what puts there to where; nil if none does.
func relink(body string, lead func(Link) Lead) (string, ast.Node, *strings.Replacer) {
	doc := parseMarkdown([]byte(body))
	if lead == nil {
		return body, doc, nil
	}
	r := &relinker{targetBody: newParsedBody(&Target{}, body, doc, nil), lead: lead, mark: "markive-lead-"}
	for strings.Contains(body, r.mark) {
		r.mark += "0-"
	}
	walk(doc, r.visitLink)
	for _, part := range r.regions {
		if part.kind == htmlRegion {
			r.hrefs(part)
		}
	}
	r.tags()
	if len(r.changes) == 0 {
		return body, doc, nil
	}
	linked := r.changed(body)
	return linked, parseMarkdown([]byte(linked)), strings.NewReplacer(r.to...)
}

func (r *relinker) visitLink(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Link:
		r.link(n)
	case *ast.LinkReferenceDefinition:
		r.definition(n)
	}
	return true
}

// marked returns the mark of what a link leads to.
func (r *relinker) marked(to string) string {
	mark := r.mark + strconv.Itoa(len(r.to)/2) + "-"
	r.to = append(r.to, mark, to)
	return mark
}

func (r *relinker) link(n *ast.Link) {
	lead := r.lead(Link{Path: string(unescape(n.Destination)), In: InLink})
	switch {
	case lead.To == "":
	case lead.AsElement:
		if inner, stop, ok := r.brackets(n); ok {
			r.element(n.Pos(), inner, stop, lead.To, string(n.Title))
		}
	case n.Reference == nil: // else its definition leads elsewhere
		if start, stop, ok := r.links.destination(n); ok && strings.Trim(string(r.links[start:stop]), "<>") == string(n.Destination) {
			r.change(start, stop, r.marked(lead.To))
		}
	}
}

func (r *relinker) definition(n *ast.LinkReferenceDefinition) {
	start, stop, ok := r.links.definition(n)
	if !ok {
		return
	}
	address := strings.Trim(string(r.links[start:stop]), "<>")
	if lead := r.lead(Link{Path: string(unescape([]byte(address))), In: InLink}); lead.To != "" && !lead.AsElement {
		r.change(start, stop, r.marked(lead.To))
	}
}

// brackets finds the places behind the words of a link and behind its end.
func (r *relinker) brackets(n *ast.Link) (inner, stop int, ok bool) {
	if n.Pos() < 0 || r.src[n.Pos()] != '[' {
		return 0, 0, false
	}
	inner = max(r.links.contentEnd(n), n.Pos()+1)
	if last := n.LastChild(); last != nil && last.Kind() == ast.KindImage {
		if isReference(last) {
			return 0, 0, false
		}
		if inner = r.closing(inner, ')'); inner == 0 {
			return 0, 0, false
		}
	}
	inner = r.pass(inner, " *_~`")
	if inner >= len(r.src) || r.src[inner] != ']' {
		return 0, 0, false
	}
	switch rest := r.src[inner+1:]; {
	case !isReference(n):
		stop = r.closing(inner+2, ')')
	case bytes.HasPrefix(rest, []byte("[")):
		stop = r.closing(inner+2, ']')
	default:
		stop = inner + 1
	}
	return inner, stop, stop > inner
}

// element writes a link as HTML: its words stand before inner, and it ends
// before stop. A tag at the end of its line would make a block of HTML.
func (r *relinker) element(start, inner, stop int, to, title string) {
	if r.src[start+1] == '\n' {
		return
	}
	r.change(start, start+1, r.anchor(to, title))
	r.change(inner, stop, "</a>")
}

func (r *relinker) anchor(to, title string) string {
	if title != "" {
		title = ` title="` + escapeAttr(title) + `"`
	}
	return `<a href="` + r.marked(to) + `"` + title + ">"
}

// hrefIn finds the address of a link in HTML.
var hrefIn = lazily(`(?i)<a(?:\s[^<>]*?)?\shref=(?:"([^"]*)"|'([^']*)')`)

// hrefs leads the links of HTML elsewhere.
func (r *relinker) hrefs(part region) {
	for _, m := range hrefIn().FindAllSubmatchIndex(r.src[part.start:part.stop], -1) {
		start, stop := m[2], m[3]
		if start < 0 {
			start, stop = m[4], m[5]
		}
		start, stop = start+part.start, stop+part.start
		if lead := r.lead(Link{Path: html.UnescapeString(string(r.src[start:stop])), In: InHTML}); lead.To != "" {
			r.change(start, stop, r.marked(lead.To))
		}
	}
}

// tagLink finds what is no link to CommonMark, since there are blanks in its
// destination, and tags that stand alone.
var tagLink = lazily(`\[((?:[^\[\]\n]|\n[^\[\]\n]|!\[[^\[\]\n]*\]\([^()\n]*\))+)\]\(\s*<?((?:\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|[^\s<>(){}])+)>?(?:\s+(?:"([^"\n]*)"|'([^'\n]*)'))?\s*\)` +
	`|\{%[^{}\n]*%\}|\{\{[<%][^{}\n]*[>%]\}\}`)

// tags leads template tags in text elsewhere.
func (r *relinker) tags() {
	if !bytes.Contains(r.src, []byte("{{")) && !bytes.Contains(r.src, []byte("{%")) {
		return
	}
	for _, m := range tagLink().FindAllSubmatchIndex(r.src, -1) {
		if m[2] < 0 {
			r.tag(m[0], m[1])
			continue
		}
		start, stop := m[4], m[5]
		if r.at(start) != textRegion || r.src[m[0]] != '[' || bytes.IndexByte(r.src[start:stop], '{') < 0 {
			continue
		}
		switch lead := r.lead(Link{Path: string(r.src[start:stop]), In: InLink}); {
		case lead.To == "":
		case lead.AsElement:
			title := ""
			if m[6] >= 0 {
				title = string(r.src[m[6]:m[7]])
			}
			r.element(m[0], m[3], m[1], lead.To, title)
		default:
			r.change(start, stop, r.marked(lead.To))
		}
	}
}

// tag makes a link of a tag, unless it stands where one leads.
func (r *relinker) tag(start, stop int) {
	if r.at(start) != textRegion || start > 0 && strings.IndexByte(`(<"'=`, r.src[start-1]) >= 0 {
		return
	}
	switch lead := r.lead(Link{Path: string(r.src[start:stop]), In: InText}); {
	case lead.To == "" || lead.Words == "":
	case lead.AsElement:
		r.change(start, stop, r.anchor(lead.To, "")+escapeWords(lead.Words)+"</a>")
	default:
		r.change(start, stop, "["+escapeWords(lead.Words)+"]("+r.marked(lead.To)+")")
	}
}

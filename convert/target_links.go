package convert

import (
	"bytes"
	"strings"
)

// files puts the paths of files where the target has them.
func (b *targetBody) files() {
	if b.place == nil {
		return
	}
	for i := 0; i < len(b.src); i++ {
		if b.src[i] != 'i' && b.src[i] != 'f' || !bytes.HasPrefix(b.src[i:], []byte("images/")) && !bytes.HasPrefix(b.src[i:], []byte("files/")) {
			continue
		}
		start := i
		if bytes.HasSuffix(b.src[:i], []byte("./")) {
			start -= 2
		}
		if start == 0 || !strings.ContainsRune("(<\"' =:", rune(b.src[start-1])) {
			continue
		}
		n := bytes.IndexFunc(b.src[i:], func(r rune) bool { return r <= ' ' || strings.ContainsRune(`()<>"'|\`, r) })
		if n < 0 {
			n = len(b.src) - i
		}
		link := Link{Path: string(b.src[start : i+n]), In: InMarkdown}
		switch kind := b.at(i); {
		case kind == textRegion || kind == codeRegion: // it is shown, not followed
			i += n - 1
			continue
		case kind == htmlRegion:
			link.In = InHTML
		case b.linked[start] || b.linked[start-1]: // behind an angle bracket
			link.In = InLink
		}
		if to := b.place(link); to != "" && to != link.Path {
			b.change(start, i+n, to)
		}
		i += n - 1
	}
}

// brackets encodes the signs < and > in destinations, where kramdown takes no
// backslash for what it is.
func (b *targetBody) brackets() {
	if b.target.Name != TargetJekyll {
		return
	}
	for at := 0; ; {
		i := bytes.Index(b.src[at:], []byte("](<"))
		if i < 0 {
			return
		}
		at += i + len("](<")
		if b.at(at) != structure {
			continue
		}
		for ; at < len(b.src) && b.src[at] != '>' && b.src[at] != '\n'; at++ {
			if b.src[at] != '\\' || at+1 == len(b.src) {
				continue
			}
			switch at++; b.src[at] {
			case '<':
				b.change(at-1, at+1, "%3C")
			case '>':
				b.change(at-1, at+1, "%3E")
			}
		}
	}
}

package convert

import "strings"

// findAddress finds the first web address in text that readers of Markdown
// would turn into a link and that holds a character which may have to be
// escaped, or stands right before a letter outside ASCII. An escape would end up
// in the address (cmark-gfm keeps it there), so such an address goes between
// angle brackets instead. So does one that s ends with if inWord.
func findAddress(s string, inWord bool) (at, n int) {
	for from := 0; ; {
		i := strings.Index(s[from:], "://")
		if i < 0 {
			return 0, 0
		}
		i += from
		from = i + 3
		start := i
		for _, scheme := range [...]string{"https", "http", "ftp"} {
			if start == i && strings.HasSuffix(s[:i], scheme) {
				start -= len(scheme)
			}
		}
		if start == i {
			continue
		}
		end := beforeBrackets(s, from, addressEnd(s, from))
		for end > from && strings.IndexByte(addressEnds, s[end-1]) >= 0 {
			end--
		}
		beside := end > from && end < len(s) && (s[end] >= 0x80 || escapeBehind(s[end:]) && !strings.ContainsAny(s[start:end], "[]"))
		beside = beside || inWord && end > from && isAddressEnd(s[end:])
		if (beside || strings.ContainsAny(s[start:end], "*_~")) && !holdsEntity(s[start:min(len(s), end+1)]) {
			return start, end - start
		}
		from = end
	}
}

// addressEnds are the characters that an address does not end with.
const addressEnds = ".,:;!?'\")*_~"

// isAddressEnd tells whether s, which follows an address, is nothing but such.
func isAddressEnd(s string) bool { return strings.Trim(s, addressEnds) == "" }

// escapeBehind tells whether s, which follows an address, holds what may have
// to be escaped before the blank that ends the address for cmark-gfm.
func escapeBehind(s string) bool {
	s = s[:min(len(s), lookBack)]
	if i := strings.IndexAny(s, " \n"); i >= 0 {
		s = s[:i]
	}
	return strings.ContainsAny(s, "\\*_~[]`<")
}

// holdsEntity tells whether a character reference seems to stand in s; readers
// would resolve it between angle brackets too.
func holdsEntity(s string) bool {
	for i := strings.IndexByte(s, '&'); i >= 0 && i < len(s); i++ {
		if s[i] == '&' && isEntity([]byte(s[i:])) {
			return true
		}
	}
	return false
}

// addressEnd is where an address ends that goes on at from: before what cannot
// stand in one, and before a parenthesis that was opened outside of it.
func addressEnd(s string, from int) int {
	depth := 0
	for from < len(s) && isAddressByte(s[from]) {
		switch s[from] {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return from
			}
		}
		from++
	}
	return from
}

// beforeBrackets is where the address ends that stands in s[from:end], if a
// bracket stands behind it: readers would take that into the address. In the
// number of a host it belongs to it, in a query if it is one of a pair, and
// shortcodes have no other form.
func beforeBrackets(s string, from, end int) int {
	k := strings.IndexAny(s[from:end], "[]") + from
	if k < from || !strings.Contains(s[from:k], ".") || strings.HasPrefix(s[k:], "[/") {
		return end
	}
	for strings.Contains(s[from:k], "?") && s[k] == '[' {
		pair := strings.IndexByte(s[k:end], ']')
		if pair < 0 {
			break
		}
		next := strings.IndexAny(s[k+pair+1:end], "[]")
		if next < 0 {
			return end
		}
		k += pair + 1 + next
	}
	return k
}

// isAddressByte tells whether c may stand in an address (RFC 3986, section 2).
func isAddressByte(c byte) bool {
	return isLetter(c) || isDigit(c) || strings.IndexByte("-._~:/?#[]@!$&'()*+,;=%", c) >= 0
}

// destination writes an address as a link destination, byte for byte but for
// what would end it (CommonMark 0.31.2, section 6.3).
func destination(dst []byte, ref string) []byte {
	ref = address(ref) // what was unpacked may hold anything
	if ref == "" {
		return append(dst, "<>"...)
	}
	if !strings.ContainsAny(ref, ` <>()\&{`) { // as most
		return append(dst, ref...)
	}
	if holdsShortcode(ref) {
		return append(dst, ref...) // a shortcode: Hugo puts the address in its place first
	}
	angle := strings.ContainsAny(ref, " <>") || !balanced(ref)
	if angle {
		dst = append(dst, '<')
	}
	for i := 0; i < len(ref); i++ {
		switch c := ref[i]; {
		case c == '\\' && i+1 < len(ref) && isPunct(ref[i+1]), angle && (c == '<' || c == '>'):
			dst = append(dst, '\\', c)
		case c == '&' && isEntity([]byte(ref[i:min(len(ref), i+40)])):
			dst = append(dst, "&amp;"...)
		default:
			dst = append(dst, c)
		}
	}
	if angle {
		dst = append(dst, '>')
	}
	return dst
}

// destinationEnd is what stands behind the text of a link to an address.
func destinationEnd(address, titleText string) string {
	return string(append(title(destination([]byte("]("), address), titleText), ')'))
}

// holdsShortcode tells whether one of Hugo's tags stands in an address, and nothing
// that would end it for others.
func holdsShortcode(address string) bool {
	for _, sign := range [...]string{"<>", "%%"} {
		before, rest, opens := strings.Cut(address, "{{"+sign[:1])
		inner, after, closes := strings.Cut(rest, sign[1:]+"}}")
		if opens && closes && !strings.ContainsAny(inner, "<>") && !strings.ContainsAny(before+after, ` <>()\`) {
			return true
		}
	}
	return false
}

// balanced tells whether the parentheses of an address pair off.
func balanced(address string) bool {
	depth := 0
	for i := 0; i < len(address); i++ {
		switch address[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0 // goldmark and cmark allow 32 levels; nobody nests so deep
}

// title writes the title of a link or image with the blank before it; nothing
// if it is empty.
func title(dst []byte, text string) []byte {
	text = oneLine(stripControls(text))
	if text == "" {
		return dst
	}
	dst = append(dst, ` "`...)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"', c == '\\' && i+1 < len(text) && isPunct(text[i+1]):
			dst = append(dst, '\\', c)
		case c == '&' && isEntity([]byte(text[i:])):
			dst = append(dst, "&amp;"...)
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

package convert

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// stripNumbers takes the line numbers out of a <pre> in which every line begins
// with an element that holds its number, one more than the line before: Vim,
// Org, CodeRay and cnblogs. The class of the element says that it is one, or
// its colour is that of nothing else in the block.
func stripNumbers(pre *html.Node) {
	numbers := lineNumbers(pre)
	if len(numbers) == 0 || !areMarked(pre, numbers) {
		return
	}
	gap := areApart(numbers)
	for _, n := range numbers {
		if behind := n.NextSibling; gap && behind != nil && behind.Type == html.TextNode {
			behind.Data = strings.TrimPrefix(behind.Data, " ")
		}
		n.Parent.RemoveChild(n)
	}
}

// lineNumbers returns the elements that the lines of a <pre> begin with and
// that count them; nil if one does not.
func lineNumbers(pre *html.Node) (numbers []*html.Node) {
	begins, last := true, 0 // a line, and the number of the one before
	for c := range below(pre) {
		if c.DataAtom == atom.Br {
			begins = true
		}
		if c.Type != html.TextNode || c.Data == "" {
			continue
		}
		if begins {
			if isAllBlank(c.Data) && (following(c, pre) == nil || len(numbers) == 0) {
				continue // behind the last line, or before the first
			}
			n, err := strconv.Atoi(strings.Trim(c.Data, " \u00a0\t:|"))
			if err != nil || len(numbers) > 0 && n != last+1 || c.Parent == pre || onlyText(c.Parent) == "" {
				return nil
			}
			numbers, last, begins = append(numbers, c.Parent), n, false
			continue
		}
		if text := strings.TrimRight(c.Data, "\n"); strings.Contains(text, "\n") {
			return nil // a line within it has no number
		}
		begins = strings.HasSuffix(c.Data, "\n")
	}
	return numbers
}

// areMarked tells whether elements that begin lines with a number are there for
// the number.
func areMarked(pre *html.Node, numbers []*html.Node) bool {
	class := strings.ToLower(attr(numbers[0], "class"))
	if holdsAny(class, "linen", "line-n") { // LineNr, linenr, line-numbers
		return true
	}
	look := attr(numbers[0], "style") + attr(numbers[0], "color")
	if len(numbers) < 2 || look == "" || strings.Trim(textOf(numbers[0]), " ") != "1" {
		return false
	}
	alike := 0
	for c := range below(pre) {
		if c.Type == html.ElementNode && attr(c, "style")+attr(c, "color") == look {
			alike++
		}
	}
	return alike == len(numbers)
}

// areApart tells whether a blank parts each number from its line.
func areApart(numbers []*html.Node) bool {
	for _, n := range numbers {
		text, behind := textOf(n), n.NextSibling
		if strings.TrimRight(text, " \u00a0") != text {
			return false
		}
		if behind != nil && (behind.Type != html.TextNode || !strings.HasPrefix(behind.Data, " ") && !strings.HasPrefix(behind.Data, "\n")) {
			return false
		}
	}
	return true
}

package archive

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"golang.org/x/net/html"
)

// catalogMark tells that an index.html is ours and may be replaced.
const catalogMark = `<meta name="generator" content="markive">`

// catalogPolicy allows the catalogue its own files and nothing else. The
// scheme file is for browsers to which a page on the disk is no origin.
const catalogPolicy = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:; base-uri 'none'; form-action 'none'"

// catalogHead begins a file of the catalogue.
func catalogHead(w *bytes.Buffer, title, style, script string) {
	w.WriteString("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" + catalogMark + "\n")
	w.WriteString("<meta http-equiv=\"Content-Security-Policy\" content=\"" + catalogPolicy + "\">\n" + pageMeta)
	w.WriteString("<title>" + html.EscapeString(title) + "</title>\n<link rel=\"stylesheet\" href=\"" + style + "\">\n" + script + "</head>\n<body>\n")
}

// firstPosts is the number of posts that the catalogue shows at once.
const firstPosts = 50

// front writes the index.html of the archive.
func (c *catalog) front(context.Context) error {
	script, err := c.named("search", ".js", []byte(catalogScript))
	if err != nil {
		return err
	}
	root, err := c.data("root", c.parts)
	if err != nil {
		return err
	}
	var w bytes.Buffer
	at := catalogFolder + "/"
	catalogHead(&w, "Archive: "+count(c.sums.posts, "post"), at+c.style, "<script src=\""+at+script+"\" defer></script>\n")
	fmt.Fprintf(&w, "<header>\n<h1>Archive</h1>\n<p class=\"counts\">%s, %s", count(c.sums.posts, "post"), count(c.sums.images, "picture"))
	if c.sums.missing > 0 {
		fmt.Fprintf(&w, ", %d not to be had", c.sums.missing)
	}
	plain := "<a href=\"" + at + c.last + "\">All posts in plain lists</a>"
	w.WriteString("</p>\n<form role=\"search\" hidden><label for=\"q\">Search all posts</label> <input id=\"q\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" dir=\"auto\" placeholder=\"word, &quot;a phrase&quot;\"></form>\n" +
		"<noscript><p>Search needs scripts. " + plain + ".</p></noscript>\n</header>\n" +
		"<nav id=\"facets\" aria-label=\"Filters\" hidden></nav>\n<main>\n<p id=\"state\" role=\"status\"></p>\n")
	fmt.Fprintf(&w, "<ol id=\"posts\" data-total=\"%d\" data-size=\"%d\" data-root=\"%s\">\n", c.sums.posts, postsInFile, root)
	for _, l := range slices.Backward(c.newest) {
		l.line(&w, "")
	}
	w.WriteString("</ol>\n<p><button id=\"more\" type=\"button\" hidden>Show more</button></p>\n</main>\n<footer><p>" + plain + "</p></footer>\n</body>\n</html>\n")
	return c.keep(catalogFile, w.Bytes())
}

// count returns a number and what it counts.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprint(n, " ", what, "s")
}

// line writes a post of the list. up leads to the root of the archive.
func (l *row) line(w *bytes.Buffer, up string) {
	w.WriteString("<li>")
	if l.Thumb != "" && up == "" {
		w.WriteString("<img src=\"" + html.EscapeString(l.Thumb) + "\" alt=\"\" loading=\"lazy\" decoding=\"async\">")
	}
	w.WriteString("<div><a dir=\"auto\"" + languageAttribute(l.Lang) + " href=\"" + html.EscapeString(up+l.Page) + "\">" + html.EscapeString(l.Name) + "</a>\n<p class=\"facts\">")
	if l.Date != "" {
		w.WriteString("<time datetime=\"" + l.Date + "\">" + l.Date + "</time> ")
	}
	for _, label := range l.Labels[:min(len(l.Labels), shownLabels)] {
		w.WriteString("<bdi>" + html.EscapeString(label) + "</bdi> ")
	}
	if l.Missing > 0 {
		fmt.Fprintf(w, "<span class=\"missing\">%s missing</span>", count(l.Missing, "picture"))
	}
	w.WriteString("</p></div></li>\n")
}

func languageAttribute(lang string) string {
	if lang == "" {
		return ""
	}
	return " lang=\"" + html.EscapeString(lang) + "\""
}

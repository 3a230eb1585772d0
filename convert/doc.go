// Package convert turns posts, front matter and an HTML body, into front
// matter and Markdown, and proves that nothing was lost on the way.
//
// It is pure: bytes in, values out. It reads no file, asks no server and looks
// at no clock, so the same post and the same Options always give the same
// document.
//
// # The way of a post
//
// Parse takes a source apart. It finds the encoding (a byte order mark, UTF-8,
// what the text declares, at last a guess that is told as a warning), turns
// line ends into LF and cuts the front matter off the body. Front matter is
// YAML between lines of three dashes, TOML between plus signs, a JSON object,
// or one of the two forms that Hexo reads besides: YAML without an opening
// fence, and JSON members closed by ";;;". But for line ends it is kept byte for
// byte; a block that does not parse is kept too, with a warning. A source without any is a
// bare body.
//
// Convert decides how the body is to be read. HTML is parsed as browsers do
// (WHATWG HTML), and each element written as the Markdown that says the same.
// Text that stands in no paragraph, as WordPress keeps it, is parted at its
// blank lines, unless most of the body's paragraphs are elements. A body that
// is Markdown already passes byte for byte, but for its images, its blocks of
// HTML and what would run; nothing in it is escaped again. Options.Body takes
// the decision out of its hands.
//
// What looks like a tag and names no element, as in List<String>, is perhaps
// text that was never escaped. Browsers show nothing of it, and so it is left
// out, with a warning (ClassPseudoTag) that tells the place and a count in the
// audit. An address between angle brackets is text.
//
// What is no part of a post is left out: scripts, styles, forms, drawings,
// hidden elements that no click would show, images and frames of one pixel,
// links that would run something (their text stays). Audit.Dropped counts them
// by kind. Players and frames become links to what they play.
//
// # Documents
//
// A Document is Markdown with holes. Where an image will live is known only
// when it was fetched, so there is a hole for every use of an asset, and
// Document.Markdown fills each with what its caller says: a path, or nothing,
// and then the address stays that stood in the post.
//
// An Asset is one picture, under however many addresses the post shows it; what
// is best of two pictures tells them apart, even where both show the same icon.
// Its candidates are in the order in which they are worth asking: the full size
// that a thumbnail links to, the widest of a set that tells sizes, what lazy
// loading hides in attributes, the best of another srcset or <picture>, the copy
// in a <noscript>, the address that an image proxy's address holds, src itself,
// and, where src shows nothing, what attributes hold that may be of another
// picture; before each the one that a service made a smaller one from (WordPress,
// Wix, Blogger, Medium). The other sources of a set follow its best by size, those
// that are known to be larger than src before that. What few browsers show (TIFF,
// JPEG XL, HEIC) comes last, however large it is.
// Scheme and host may be spelled in several ways for one picture. Addresses are
// those of the post, byte for byte, but for these and for the scheme that some
// proxies leave out. The image fields of the front matter (Options.ImageFields)
// are assets as well; when one is filled its value is replaced in place, if the
// block then still says the same, else it stays and a warning tells.
//
// # Addresses
//
// Site.Addresses tells under which addresses a post was published: those that
// its front matter names (permalink, url, aliases, redirect_from), or what the
// rules of Hexo, Jekyll and Hugo make of date, slug, title, categories and the
// file's path, with the patterns of the site's configuration, its collections,
// languages, names of categories and time zone. What a pattern needs and the
// post does not have makes no address; where the machine that built the site
// decides (its time zone), there is one for each answer.
//
// # Markdown
//
// What is written is CommonMark 0.31.2 with the tables, strikethrough, task
// lists and autolinks of GFM 0.29, and footnotes ([^1]) as most engines read
// them. It shall read the same in goldmark and in cmark-gfm, which differ in
// what they take for punctuation; both readings are tried before anything is
// written. What Markdown has no sign for (sub, sup, kbd, mark, ins, u, ruby,
// abbr, details, tables with lists, quotes or several lines of code in a cell)
// stays HTML without attributes that run or style. Formulas are TeX between
// dollar signs, made of MathML or of MathJax's drawing where that is all there
// is and its text alone says something else. An image has no size in Markdown: width and height are left
// out, and it shows as large as its file is. A heading of several paragraphs
// stays one heading, with breaks as HTML between them, since Markdown has no
// other.
//
// Text is escaped only where it would be read as something else: by either
// reader, or by the linters that mend Markdown. Those take two stars beside
// blanks for emphasis and #word at the margin for a heading, which no reader
// does; so as many of the former are escaped as leave no pair, and the latter
// gets a blank before it. Emphasis that a reader would print as asterisks, as
// beside the punctuation of Chinese and Japanese, has that punctuation moved out
// of it, and if this is not enough its element instead of its mark.
//
// Template tags (Liquid, Nunjucks, Hugo's shortcodes) come out as they went
// in, as does the comment that ends an excerpt; but code between them becomes
// a block of code, which it is to the site alone, where it would be taken for
// HTML that is converted (in Markdown) or that runs. One that shows a picture
// (asset_img, figure) and stands in a paragraph becomes an image once the
// picture is held. WordPress's [caption] becomes a picture and its words, [sourcecode]
// and [cc] code where their lines are as WordPress stored them.
//
// What comes out is inert, also where raw HTML is rendered: no element that
// runs or embeds, no event attribute, links of schemes that run nothing, a
// language behind a fence of at most 32 letters, digits and +#._-, no control
// character, no override of direction.
//
// # Targets
//
// A Target writes finished Markdown as a program reads it. The front matter is
// written anew as YAML that go-yaml, js-yaml, Psych and PyYAML read alike: the
// fields in their order, unknown ones kept, dates in the program's form if
// they can be read for sure, tags as lists of text, a draft as one by the field
// that the program asks (published or draft). A block that does not parse
// becomes text in the field unread_front_matter. The body passes byte for byte
// but for what the program would read in another way than CommonMark does:
//
//	hugo      {{</* x */>}} for {{< x >}}; raw HTML in the shortcode rawhtml
//	hexo      the field disableNunjucks, if there is what looks like a tag;
//	          footnotes as HTML and a list; *, _, ~ and brackets in text escaped
//	jekyll    {{ '{{' }} for {{, which Liquid prints; what kramdown reads as
//	          markup escaped (|, {:, $$, *, _ and brackets in text)
//	astro     pictures that are not held as HTML
//	obsidian  %%, ==, #word, [[, ^[ and what names a block or is a task there
//	          escaped, formulas without Markdown's backslashes; names of tags
//	          that a vault takes, tags, aliases and cssclasses as lists
//	mkdocs    lists indented by four, fences in them by indentation, struck text
//	          and tasks as HTML, character references for backslashes that
//	          Python-Markdown prints
//
// Lists of definitions in a body of Markdown (a term, and a line that begins
// with a colon) stay what they are to Hugo and Jekyll.
//
// So all tags are text, also those of the generator that the post was written
// for: what they would show is in the archive already, or nowhere. But code
// between tags (highlight, codeblock) becomes a fence, what plays or shows a post
// of another (youtube, vimeo, tweet, gist) a link (ShowTags), and those that name
// another post become links where a caller knows it (Target.WriteLinked).
//
// # The audit
//
// Convert reads its own Markdown again and compares that with the tree: the
// text, character by character; where lines begin in it; links, images,
// players and code, each as often; the words of images, titles, languages of
// code; headings with their level, items, numbers of lists, quotes, tables,
// and elements such as sub and sup. A body that is Markdown is rendered before
// and after and compared in the same way, unless its text stayed as it was.
// Where they differ, the blocks that do are written as HTML instead; what is
// lost even so stands in Audit.Lost. The audit is a second opinion: it shares
// with the writer the notions of what is no part of a post, of what language
// code is in, of which tables are tables, and nothing else.
//
// # Limits
//
// A source has at most MaxPost bytes. Markup is flattened, its text kept and a
// warning (ClassTooDeep) given, beyond 200 open elements or 20 formatting
// elements that are opened and not closed, which the tree builder would copy
// into every paragraph that follows. A table cell spans at most 1000 columns
// and rows; a template tag has at most 1 KiB. Time and memory grow in step
// with the body, whatever stands in it.
package convert

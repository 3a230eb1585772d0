package archive

import (
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

const svgHead = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9" `

func svgOf(attrs, inner string) string { return svgHead + attrs + ">" + inner + "</svg>" }

// dataOf is the address that holds a drawing, inImage an image of that.
func dataOf(svg string) string {
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg))
}

func inImage(svg string) string { return svgOf("", `<image href="`+dataOf(svg)+`"/>`) }

func TestSVGAccepted(t *testing.T) {
	for name, svg := range map[string]string{
		"shapes":           svgOf(`fill="url(#g)"`, `<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs><path d="M0 0h9v9z" style="fill: url('#g')"/>`),
		"use":              svgOf("", `<symbol id="s"><circle r="2"/></symbol><use xlink:href="#s"/><use href=" #s"/>`),
		"raster inside":    svgOf("", `<image xlink:href="data:image/png;base64,`+"\n"+`iVBORw0KGgo="/><image href="data:image/jpeg,x"/>`),
		"style":            svgOf("", `<style type="text/css"><![CDATA[ .a { fill: #f00; clip-path: url(#c) } ]]></style>`),
		"style, commented": svgOf("", `<style>a{}<!-- no --></style><style>b{}</style>`),
		"animation":        svgOf("", `<rect><animate attributeName="x" values="0;9" dur="1s"/></rect>`),
		"notes":            svgOf(`xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:version="1.2" inkscape:export-filename="C:\a (1).png"`, `<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work xmlns:cc="http://creativecommons.org/ns#" rdf:about=""/></rdf:RDF></metadata>`),
		"no namespace":     `<svg width="9" height="9"><rect/></svg>`,
		"old doctype":      `<?xml version="1.0" encoding="iso-8859-1" standalone="no"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">` + svgOf("", "<title>caf\xe9</title>"),
		"Illustrator's spaces": `<?xml version = '1.0' encoding = 'UTF-8'?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
	<!ENTITY ns_svg "http://www.w3.org/2000/svg">
	<!ENTITY ns_xlink "http://www.w3.org/1999/xlink">
]><svg xmlns="&ns_svg;" xmlns:xlink="&ns_xlink;" width="9" height="9"><rect/></svg>`,
		"a long licence":    "\ufeff<!--" + strings.Repeat("licence ", 5000) + "-->" + svgOf("", ""),
		"text of a link":    svgOf("", `<text>see https://example.org, javascript is fun</text>`),
		"fonts inside":      svgOf("", `<style>@font-face{font-family:a;src:url("data:font/woff2;base64,d09GMg==")format("woff2"),url(data:application/x-font-woff,x)}</style>`),
		"raster in a style": svgOf("", `<rect style="mask-image:url( 'data:image/png;base64,aa' )"/>`),
		"PlantUML":          svgOf("", `<?plantuml 1.2023.1?><g/><?plantuml-src SoWkIImgAStDuN9KqBLJ?>`),
		"a logo on a badge": svgOf("", `<image width="14" xlink:href="`+dataOf(svgOf("", `<path d="M0 0h9v9z"/>`))+`"/>`),
		"a logo, escaped":   svgOf("", `<image href=" data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"/>`),
		"a logo in a logo":  svgOf("", inImage(inImage(svgOf("", "<rect/>")))),
		"diagrams.net":      svgOf(`content="&lt;mxfile agent=&quot;5.0 (X11)&quot;&gt;&lt;diagram&gt;src(\a&lt;/diagram&gt;&lt;/mxfile&gt;"`, "<g/>"),
		"packet":            svgOf("", `<metadata><?xpacket begin="" id="x"?></metadata>`),
	} {
		if _, bad := judge([]byte(svg)); bad != nil {
			t.Errorf("%s: %v", name, bad)
		}
	}
}

func TestSVGRefused(t *testing.T) {
	for name, svg := range map[string]string{
		"script":                      svgOf("", `<script>alert(1)</script>`),
		"script that Shift_JIS shows": `<?xml version="1.0" encoding = "Shift_JIS"?>` + svgOf("", "<desc><![CDATA[\xe3\x81\x83]]></desc><desc><!-- x ]]></desc><script>alert(1)</script><desc> --></desc>"),
		"another encoding":            `<?xml version="1.0" encoding = "UTF-7"?>` + svgOf("", ""),
		"encoding in other case":      `<?xml version="1.0" ENCODING="utf-16"?>` + svgOf("", ""),
		"entity of markup":            `<!DOCTYPE svg [<!ENTITY a "<script>">]>` + svgOf("", "&a;"),
		"entity of an address":        `<!DOCTYPE svg [<!ENTITY a "http://example.org/">]>` + svgOf("", `<image href="&a;x.png"/>`),
		"entity within an entity":     `<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;">]>` + svgOf("", ""),
		"entity from elsewhere":       `<!DOCTYPE svg [<!ENTITY a SYSTEM "http://example.org/">]>` + svgOf("", ""),
		"parameter entity":            `<!DOCTYPE svg [<!ENTITY % a "b">]>` + svgOf("", ""),
		"ping":                        svgOf("", `<a href="#a" ping="https://example.org/"><rect/></a>`),
		"set of addresses":            svgOf("", `<image srcset="https://example.org/a.png 2x"/>`),
		"blend of addresses":          svgOf("", `<rect style="fill: cross-fade('//example.org/a.png', red)"/>`),
		"script, upper case":          svgOf("", `<SCRIPT>alert(1)</SCRIPT>`),
		"script of another space":     svgOf("", `<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>`),
		"script, space changed":       svgOf("", `<g xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></g>`),
		"drawing name, html space":    svgOf("", `<style xmlns="http://www.w3.org/1999/xhtml">x</style>`),
		"undeclared prefix":           svgOf("", `<x:rect/>`),
		"handler":                     svgOf(`onload="alert(1)"`, ""),
		"handler as a prefix":         svgOf(`on:x="1"`, ""),
		"handler, odd case":           svgOf("", `<rect oNcLiCk="alert(1)"/>`),
		"foreign object":              svgOf("", `<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://example.org/"/></foreignObject>`),
		"link with a script":          svgOf("", `<a xlink:href="java&#9;script:alert(1)"><rect/></a>`),
		"link out":                    svgOf("", `<a href="https://example.org/"><rect/></a>`),
		"image out":                   svgOf("", `<image xlink:href="http://example.org/track.png"/>`),
		"image, other prefix":         svgOf(`xmlns:x="http://www.w3.org/1999/xlink"`, `<image x:href="//example.org/track.png"/>`),
		"svg with a script in svg":    svgOf("", `<image href="`+dataOf(svgOf("", "<script>alert(1)</script>"))+`"/>`),
		"svg that leads out in svg":   svgOf("", `<image href="data:image/svg+xml,%3Csvg%3E%3Cimage href='//example.org/a.png'/%3E%3C/svg%3E"/>`),
		"svg in svg, cut":             svgOf("", `<image href="data:image/svg+xml,%3Csvg%3E"/>`),
		"svg in svg, no drawing":      svgOf("", `<image href="data:image/svg+xml,x"/>`),
		"svg in svg in svg in svg":    svgOf("", inImage(inImage(inImage(svgOf("", ""))))),
		"svg to use":                  svgOf("", `<use href="`+dataOf(svgOf("", ""))+`"/>`),
		"content, script":             svgOf(`content="java script:alert(1)"`, ""),
		"content elsewhere":           svgOf("", `<rect content="x"/>`),
		"image, text type":            svgOf("", `<image href="data:image/pngx;base64,aa"/>`),
		"use out":                     svgOf("", `<use href="other.svg#a"/>`),
		"use data":                    svgOf("", `<use href="data:image/png;base64,aa"/>`),
		"import":                      svgOf("", `<style>@import url(http://example.org/a.css);</style>`),
		"import, quoted":              svgOf("", `<style>@import "http://example.org/a.css";</style>`),
		"font":                        svgOf("", `<style>@font-face{src:url( "http://example.org/f" )}</style>`),
		"font and more":               svgOf("", `<style>@font-face{src:url(data:font/woff2;base64,aa),url(http://example.org/f)}</style>`),
		"font, text type":             svgOf("", `<style>@font-face{src:url(data:font/woff2x,aa)}</style>`),
		"style sheet inside":          svgOf("", `<style>a{fill:url(data:text/css,x)}</style>`),
		"svg in a style":              svgOf("", `<style>a{fill:url(data:image/svg+xml,x)}</style>`),
		"style in two":                svgOf("", `<style>a{fill:u<!-- -->rl(http://example.org)}</style>`),
		"style in an element":         svgOf("", `<style>a{fill:u<g>rl(http://example.org)</g>}</style>`),
		"style around an element":     svgOf("", `<style>@im<desc>x</desc>port "http://example.org/a.css";</style>`),
		"styles in a style":           svgOf("", strings.Repeat("<style>", 9)+strings.Repeat("</style>", 9)),
		"style escaped":               svgOf("", `<style>a{fill:u\72l(http://example.org)}</style>`),
		"style attribute":             svgOf("", `<rect style="fill:url(&#104;ttp://example.org)"/>`),
		"fill out":                    svgOf("", `<rect fill="URL( 'http://example.org/#a')"/>`),
		"fill escaped":                svgOf("", `<rect fill="\75rl(http://example.org/#a)"/>`),
		"mask":                        svgOf("", `<rect mask="image-set('http://example.org/a' 1x)"/>`),
		"second url":                  svgOf("", `<rect style="fill:url(#a);stroke:url(b.svg#c)"/>`),
		"animated link":               svgOf("", `<a><animate attributeName="href" values="#a"/></a>`),
		"animated link, prefix":       svgOf("", `<a><set attributeName=" xlink:HREF " to="#a"/></a>`),
		"animated handler":            svgOf("", `<set attributeName="onclick" to="a"/>`),
		"values with a script":        svgOf("", `<animate attributeName="x" values="java script:alert(1)"/>`),
		"base":                        svgOf(`xml:base="http://example.org/"`, ""),
		"style sheet":                 `<?xml-stylesheet href="http://example.org/a.css"?>` + svgOf("", ""),
		"entities":                    `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + svgOf("", ""),
		"doctype elsewhere":           `<!DOCTYPE svg SYSTEM "http://example.org/a.dtd">` + svgOf("", ""),
		"html root name":              `<svg xmlns="http://www.w3.org/1999/xhtml"><style/></svg>`,
		"audio":                       svgOf("", `<audio src="#a"/>`),
		"listener":                    svgOf("", `<ev:listener xmlns:ev="http://www.w3.org/2001/xml-events"/>`),
	} {
		if _, bad := judge([]byte(svg)); bad == nil || bad.class != ClassActiveContent {
			t.Errorf("%s: got %v, want %s", name, bad, ClassActiveContent)
		}
	}
}

func TestSVGBounds(t *testing.T) {
	deep := svgOf("", strings.Repeat("<g>", 250)+strings.Repeat("</g>", 250))
	if _, bad := judge([]byte(deep)); bad == nil {
		t.Error("250 levels pass")
	}
	large := svgOf("", "<!--"+strings.Repeat("x", maxSVG)+"-->")
	if _, bad := judge([]byte(large)); bad == nil || bad.class != ClassTooLarge {
		t.Errorf("%d bytes: %v", len(large), bad)
	}
	odd := `<?xml version="1.0" encoding="utf-7"?>` + svgOf("", "")
	if _, bad := judge([]byte(odd)); bad == nil {
		t.Error("an encoding that hides ASCII passes")
	}
}

func TestSVGSize(t *testing.T) {
	for attrs, want := range map[string][2]int{
		`width="30" height="20"`:                           {30, 20},
		`width="30.5px" height=" 20 "`:                     {31, 20},
		`width="1in" height="72pt"`:                        {96, 96},
		`width="100%" height="100%" viewBox="0 0 24 12.2"`: {24, 13},
		`viewBox="0,0,24,12"`:                              {24, 12},
		`width="1e300" height="NaN"`:                       {0, 0},
		`width="-3" height="4"`:                            {0, 4},
		`width="3em" height="4"`:                           {0, 4},
	} {
		m, bad := judge([]byte(`<svg xmlns="http://www.w3.org/2000/svg" ` + attrs + `/>`))
		if bad != nil || [2]int{m.width, m.height} != want {
			t.Errorf("%s: got %v (%v), want %v", attrs, m, bad, want)
		}
	}
}

// What passes must be harmless to another parser too.
func FuzzSVG(f *testing.F) {
	f.Add(`id="a"`, `<g><use href="#a"/></g>`)
	f.Add(`fill="url(#a)"`, `<style>a{}</style><image href="data:image/png;base64,aa"/>`)
	f.Add("", `<x:script xmlns:x="http://www.w3.org/2000/svg"/>`)
	f.Add(`onload="x"`, `<foreignObject/>`)
	f.Fuzz(func(t *testing.T, attrs, inner string) {
		svg := svgOf(attrs, inner)
		if _, bad := judge([]byte(svg)); bad != nil {
			return
		}
		if strings.Contains(svg, "<?") || strings.Contains(svg, "<!") {
			return // HTML has other rules for these
		}
		doc, err := html.Parse(strings.NewReader(svg))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode {
				wantHarmless(t, svg, n)
			}
		}
	})
}

func wantHarmless(t *testing.T, svg string, n *html.Node) {
	switch strings.ToLower(n.Data) {
	case "script", "foreignobject", "iframe", "object", "embed", "link", "meta", "audio", "video", "form":
		t.Errorf("<%s> passes in %q", n.Data, svg)
	}
	for _, a := range n.Attr {
		value := strings.ToLower(strings.TrimSpace(a.Val))
		if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(value, "javascript:") ||
			a.Key == "href" && value != "" && value[0] != '#' && !strings.HasPrefix(value, "data:image/") {
			t.Errorf("%s=%q passes in %q", a.Key, a.Val, svg)
		}
	}
}

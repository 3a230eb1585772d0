package archive

import (
	"slices"
	"strings"
)

// isDrawing knows the elements that draw, describe or move. Missing are those
// that run, embed or open something: script, foreignObject, iframe, audio,
// video, handler, listener and their like.
func isDrawing(element string) bool {
	switch element {
	case "a", "animate", "animateColor", "animateMotion", "animateTransform", "circle",
		"clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer",
		"feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap",
		"feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR",
		"feGaussianBlur", "feImage", "feMerge", "feMergeNode", "feMorphology", "feOffset",
		"fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence", "filter",
		"font", "font-face", "font-face-name", "font-face-src", "g", "glyph", "glyphRef", "hkern",
		"image", "line", "linearGradient", "marker", "mask", "mesh", "meshgradient", "meshpatch",
		"meshrow", "metadata", "missing-glyph", "mpath", "path", "pattern", "polygon", "polyline",
		"radialGradient", "rect", "set", "solidColor", "stop", "style", "svg", "switch", "symbol",
		"text", "textPath", "title", "tref", "tspan", "use", "view", "vkern", "flowRoot",
		"flowRegion", "flowPara", "flowSpan":
		return true
	}
	return false
}

// inertSpaces are the namespaces in which drawing programs keep notes. No
// browser does anything with them.
var inertSpaces = []string{
	"http://www.inkscape.org/", "http://sodipodi.sourceforge.net/", "http://inkscape.sourceforge.net/",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/", "http://creativecommons.org/ns#",
	"http://web.resource.org/cc/", "http://ns.adobe.com/", "adobe:ns:meta/",
	"http://www.bohemiancoding.com/sketch/", "http://www.serif.com/", "http://www.figma.com/",
	"http://schemas.microsoft.com/visio/", "http://www.corel.com/", "http://xml.openoffice.org/svg/export",
	"http://www.openclipart.org/", "http://openclipart.org/", "http://vectornator.io", "http://boxy-svg.com",
	"https://boxy-svg.com", "http://www.vectorstyler.com", "http://www.w3.org/2004/02/skos/", "http://xmlns.com/foaf/",
}

func isInert(space string) bool {
	return slices.ContainsFunc(inertSpaces, func(s string) bool { return strings.HasPrefix(space, s) })
}

package convert

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// played are the endings of files that are played or read rather than shown.
var played = map[string]Kind{
	"mp3": KindAudio, "ogg": KindAudio, "oga": KindAudio, "opus": KindAudio, "m4a": KindAudio, "wav": KindAudio,
	"flac": KindAudio, "aac": KindAudio, "mid": KindAudio, "midi": KindAudio,
	"mp4": KindVideo, "m4v": KindVideo, "webm": KindVideo, "mov": KindVideo, "ogv": KindVideo, "avi": KindVideo,
	"mkv": KindVideo, "flv": KindVideo, "wmv": KindVideo, "3gp": KindVideo, "mpg": KindVideo, "mpeg": KindVideo,
	"pdf": KindFile,
}

// kindOfAddress tells by its ending what an address plays, "" if it does not
// say so.
func kindOfAddress(ref string) Kind {
	ref, _, _ = strings.Cut(ref, "#")
	ref, _, _ = strings.Cut(ref, "?")
	dot := strings.LastIndexByte(ref, '.')
	if dot <= strings.LastIndexByte(ref, '/') {
		return ""
	}
	return played[strings.ToLower(ref[dot+1:])]
}

// finds tells whether assets of a kind are looked for.
func (w *writer) finds(k Kind) bool {
	return k != "" && w.opts != nil && slices.Contains(w.opts.Assets, k)
}

// player returns what a player plays, if that is looked for: the kind is that
// of the element, or of the address where the element plays anything.
func (w *writer) player(n *html.Node, ref string) (sources, bool) {
	kind := kindOfAddress(ref)
	switch n.DataAtom {
	case atom.Audio:
		kind = KindAudio
	case atom.Video:
		kind = cmp.Or(kind, KindVideo)
	}
	if !w.finds(kind) {
		return sources{}, false
	}
	s := sources{kind: kind, address: ref}
	s.add(ref)
	for c := range below(n) {
		if c.DataAtom == atom.Source {
			s.add(w.imageAttr(c, "src"))
		}
	}
	return s, len(s.candidates) > 0
}

// linked returns the file that a link leads to, if such files are looked for.
func (w *writer) linked(ref string) (sources, bool) {
	s := sources{kind: kindOfAddress(ref), address: ref}
	if !w.finds(s.kind) {
		return s, false
	}
	s.add(ref)
	return s, len(s.candidates) > 0
}

package archive

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/markive/markive/convert"
)

// assetKinds are the kinds that a run may be asked for beside images, in the
// order in which converters get them.
var assetKinds = []convert.Kind{convert.KindAudio, convert.KindVideo, convert.KindFile}

// Kinds of assets that a bundle was made with stay with it: a later run that is
// not asked for them must not drop what was held, whose server may be gone.

// converters are those of a run: the one that it was given, and others that
// find more kinds of assets.
type converters struct {
	*convert.Converter
	mu   sync.Mutex
	more map[string]*convert.Converter // by their kinds
}

// keeping returns the converter that finds what was asked for, and the kinds
// that a bundle was made with; h may be nil.
func (c *converters) keeping(h *held) *convert.Converter {
	opts := c.Options()
	switch {
	case h == nil:
	case h.salvaged: // the manifest that told is lost
		for _, f := range h.Files {
			if strings.HasPrefix(f.Path, playedFolder+"/") {
				opts.Assets = withKinds(opts.Assets, kindsOfEnding(path.Ext(f.Path)))
			}
		}
	default:
		opts.Assets = withKinds(opts.Assets, h.Options.kinds())
	}
	if len(opts.Assets) == len(c.Options().Assets) {
		return c.Converter
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	key := opts.Shape()
	if c.more == nil {
		c.more = map[string]*convert.Converter{}
	}
	if c.more[key] == nil {
		c.more[key] = convert.New(opts)
	}
	return c.more[key]
}

// kindsOfEnding returns the kinds of assets of which a file may be. Endings
// follow the bytes, and some containers hold sound as well as pictures.
func kindsOfEnding(ext string) []convert.Kind {
	switch ext {
	case ".pdf":
		return []convert.Kind{convert.KindFile}
	case ".mp3", ".wav", ".flac", ".aac", ".m4a", ".mid", ".oga", ".opus":
		return []convert.Kind{convert.KindAudio}
	}
	return []convert.Kind{convert.KindAudio, convert.KindVideo}
}

// shapes returns the options of the bundles in which a run has nothing to do:
// those that it would make, and those with more kinds of assets.
func (in *intent) shapes() []ManifestOptions {
	opts := in.conv.Options()
	asked := opts.Assets
	shapes := []ManifestOptions{in.shape()}
	for set := range 1 << len(assetKinds) {
		opts.Assets = nil
		for i, kind := range assetKinds {
			if set>>i&1 == 1 {
				opts.Assets = append(opts.Assets, kind)
			}
		}
		if len(opts.Assets) > len(asked) && len(withKinds(opts.Assets, asked)) == len(opts.Assets) {
			more := shapes[0]
			more.Conversion = opts.Shape()
			shapes = append(shapes, more)
		}
	}
	return shapes
}

// withKinds returns kinds and more, each once and in their order; kinds itself
// if there are no others.
func withKinds(kinds, more []convert.Kind) []convert.Kind {
	if !slices.ContainsFunc(more, func(k convert.Kind) bool { return !slices.Contains(kinds, k) }) {
		return kinds
	}
	return slices.DeleteFunc(slices.Clone(assetKinds), func(k convert.Kind) bool {
		return !slices.Contains(kinds, k) && !slices.Contains(more, k)
	})
}

// kinds returns the kinds of assets in convert.Options.Shape.
func (o ManifestOptions) kinds() []convert.Kind {
	var kinds []convert.Kind
	for word := range strings.FieldsSeq(o.Conversion) {
		kind, ok := strings.CutPrefix(word, "asset=")
		if !ok {
			break // they come first
		}
		if slices.Contains(assetKinds, convert.Kind(kind)) {
			kinds = append(kinds, convert.Kind(kind))
		}
	}
	return kinds
}

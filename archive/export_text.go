package archive

import "github.com/markive/markive/convert"

// textOf returns the text of a bundle, which is for no program in particular. What
// was written for one is converted anew from the source, for that one too: its links
// and the paths in its fields are those of a bundle. A *Problem tells why there is
// none.
func (x *export) textOf(h *held) (text []byte, err error) {
	if h.Options.Target == "" {
		text, err = readOpened(h, h.payload+indexFile, maxManifest)
		return text, damaged(h, indexFile, err)
	}
	opts, ok := convert.ParseShape(h.Options.Conversion)
	if !ok {
		detail := "its bundle was written for " + h.Options.Target + ", with options that are not known here: " + h.Options.Conversion
		return nil, &Problem{Path: h.Source.Path, Class: ClassTarget, Detail: oneLine(detail)}
	}
	src, err := readOpened(h, h.payload+sourceFile, convert.MaxPost)
	if err == nil && sha256Hex(src) != h.Source.SHA256 {
		err = errNotAsWritten
	}
	if err != nil {
		return nil, damaged(h, sourceFile, err)
	}
	opts.ImageFields, opts.NoAudit = h.Options.ImageFields, !h.Options.Audit
	return h.convert(convert.New(opts), src)
}

// damaged makes a *Problem of an error about a file of a bundle.
func damaged(h *held, name string, err error) error {
	if err == nil || isExhausted(err) {
		return err
	}
	return &Problem{Path: h.Source.Path, Class: ClassDamaged, Detail: oneLine(name + ": " + bare(err).Error())}
}

// convert makes the text of a bundle from its source.
func (h *held) convert(conv *convert.Converter, src []byte) ([]byte, error) {
	post, err := conv.Parse(h.Source.path(), src)
	if err != nil {
		return nil, err
	}
	doc, err := conv.Convert(post)
	if err != nil {
		return nil, err
	}
	return doc.Markdown(func(a convert.Asset) string {
		if m := h.ofAsset(a); m != nil {
			return m.File
		}
		return ""
	}), nil
}

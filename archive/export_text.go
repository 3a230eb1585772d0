package archive

import "github.com/markive/markive/convert"

// textOf returns the text of a bundle and what is to be done with it. What was
// written for the program stays; what was written for another is converted anew
// from the source. A *Problem tells why there is none.
func (x *export) textOf(h *held) (text []byte, target convert.Target, err error) {
	if shape := h.Options.Target; shape == "" || shape == x.opts.Target.Shape() {
		if shape == "" {
			target = x.opts.Target
		}
		text, err = readOpened(h, h.payload+indexFile, maxManifest)
		return text, target, damaged(h, indexFile, err)
	}
	opts, ok := convert.ParseShape(h.Options.Conversion)
	if !ok {
		detail := "its bundle was written for " + h.Options.Target + ", with --select or --remove; archive the post without --target to export it for another program"
		return nil, convert.Target{}, &Problem{Path: h.Source.Path, Class: ClassTarget, Detail: oneLine(detail)}
	}
	src, err := readOpened(h, h.payload+sourceFile, convert.MaxPost)
	if err == nil && sha256Hex(src) != h.Source.SHA256 {
		err = errNotAsWritten
	}
	if err != nil {
		return nil, convert.Target{}, damaged(h, sourceFile, err)
	}
	opts.ImageFields, opts.NoAudit = h.Options.ImageFields, !h.Options.Audit
	text, err = h.convert(convert.New(opts), src)
	return text, x.opts.Target, err
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

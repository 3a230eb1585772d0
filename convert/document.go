package convert

import "strings"

// A Document is a converted post: Markdown with a hole for every use of an
// asset, because where an image will live is known only after it was fetched.
// It is immutable and may be shared.
type Document struct {
	Path        string      // of the post
	Encoding    string      // of the post
	FrontMatter FrontMatter // of the post
	Assets      []Asset     // front matter, then body; in order of first use, but those that Markdown names by reference, or has within HTML, come last
	Audit       *Audit      // what conversion kept and dropped; nil with Options.NoAudit
	Warnings    []Warning   // of the post, then of its conversion

	body        string    // Markdown in which every hole stands as a mark, see hole.go; without a newline at its end
	fields      []field   // image fields of the front matter, in order of their place
	fieldAssets []place   // the use of each field; asset -1 if the field stays as it is
	tags        templates // of the body
}

// A Kind says what sort of file an asset is expected to be.
type Kind string

// Kinds of assets.
const (
	KindImage Kind = "image"
	KindAudio Kind = "audio"
	KindVideo Kind = "video"
	KindFile  Kind = "file" // what is read elsewhere: PDF
)

// An Asset is a file that a post shows. The same picture under several
// addresses is one asset.
type Asset struct {
	ID         int      // index in Document.Assets
	Kind       Kind     // what the post uses it as
	Address    string   // where the post shows it from, at its first use
	Candidates []string // addresses where it may be had, best first, byte for byte as in the post; never empty
	Uses       []Use    // in order

	// NoReferrer says that the post asks not to tell a server where the asset
	// is shown (referrerpolicy="no-referrer"), wherever it shows it.
	NoReferrer bool `json:",omitempty"`
}

// A Use is one place where a document shows an asset.
type Use struct {
	Field   string `json:"field,omitempty"` // dotted front matter field, "" for the body
	Alt     string `json:"alt,omitempty"`   // alternative text in the body
	Address string `json:"address"`         // what stands there if the asset cannot be had
}

// Markdown returns the finished file: front matter, then Markdown, UTF-8 with
// LF and one newline at its end. Each hole is filled with what link returns
// for its asset, a slash path relative to the file; where it returns "", the
// address of the use stays. A nil link leaves all addresses as they are.
func (d *Document) Markdown(link func(Asset) string) []byte {
	at := func(p place) string {
		a := &d.Assets[p.asset]
		if link != nil {
			if path := link(*a); path != "" {
				return path
			}
		}
		return shownAddress(a.Uses[p.use].Address)
	}
	size := len(d.FrontMatter.Raw) + len(d.body) + 64
	for _, a := range d.Assets {
		for _, u := range a.Uses {
			size += len(u.Address)
		}
	}
	out := append(make([]byte, 0, size), d.head(at)...)
	if d.body == "" {
		return out
	}
	if len(out) > 0 {
		out = append(out, '\n')
	}
	return append(fill(out, d.body, d.tags, at), '\n')
}

// shownAddress is the address that a link gets if the asset cannot be had: ""
// for one that could run something or names a file of some machine.
func shownAddress(address string) string {
	scheme, ok := schemeOf(address)
	switch {
	case !ok && isInert(address):
		return address
	case strings.EqualFold(scheme, "http"), strings.EqualFold(scheme, "https"), strings.EqualFold(scheme, "ftp"):
		return address
	case strings.EqualFold(scheme, "data"):
		for _, kind := range [...]string{"png", "jpeg", "jpg", "gif", "webp", "bmp", "avif"} {
			if strings.HasPrefix(strings.ToLower(address), "data:image/"+kind+";") {
				return address
			}
		}
	}
	return ""
}

// auditAddresses notes which addresses will not be written, unless they are
// held.
func (d *Document) auditAddresses() {
	for _, a := range d.Assets {
		for _, u := range a.Uses {
			if u.Field == "" && shownAddress(u.Address) == "" {
				d.Audit.drop("unsafe address")
			}
		}
	}
}

// head returns the front matter with the addresses of its images.
func (d *Document) head(at func(place) string) string {
	values := make([]string, len(d.fields))
	for i, place := range d.fieldAssets {
		if place.asset >= 0 {
			if v := at(place); v != "" && v != d.fields[i].Value {
				values[i] = v
			}
		}
	}
	return d.FrontMatter.head(d.FrontMatter.spliced(d.fields, values))
}

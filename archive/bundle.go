package archive

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/markive/markive/convert"
	"golang.org/x/text/unicode/norm"
)

// A holding is an asset that a bundle in the making will hold: fetched by
// this run or kept from the bundle that stood there before.
type holding struct {
	asset convert.Asset
	got   *fetched       // nil if kept
	kept  *ManifestAsset // nil if fetched
	file  ManifestFile   // Path is that in the bundle in the making
	old   string         // path of the kept file
	files opener         // what opens it

	rescued bool // the kept file is not of a bundle but of a run that was interrupted
}

// nameHoldings gives every holding its path in the bundle: the number of its
// asset in order of use, a stem of its address, the start of its hash. Holdings
// of the same bytes share the path of the first. total is the number of assets,
// also of those that are missing: what comes later then renames nothing.
func nameHoldings(hs []*holding, total int) {
	digits := max(2, len(fmt.Sprint(total)))
	byHash := map[string]string{}
	for _, h := range hs {
		if p, ok := byHash[h.file.SHA256]; ok {
			h.file.Path = p
			continue
		}
		h.file.Path = fmt.Sprintf("%s/%0*d-%s-%.8s%s", h.folder(), digits, h.asset.ID+1, stem(h.asset.Candidates), h.file.SHA256, h.extension())
		byHash[h.file.SHA256] = h.file.Path
	}
}

// folder is where the file of a holding lies in its bundle.
func (h *holding) folder() string {
	if h.asset.Kind == convert.KindImage || h.asset.Kind == "" {
		return imageFolder
	}
	return playedFolder
}

// extension follows the bytes: the fetcher found it, or an earlier run did.
func (h *holding) extension() string {
	if h.got == nil {
		return path.Ext(h.kept.File)
	}
	return "." + strings.TrimPrefix(h.got.Ext, ".")
}

func (h *holding) isLocal() bool {
	if h.got != nil {
		return h.got.Local
	}
	return h.kept.Local
}

// from is the candidate that served a holding.
func (h *holding) from() string {
	if h.got != nil {
		return h.got.Address
	}
	return h.kept.From
}

// describe returns what the manifest says of a holding.
func (h *holding) describe(o *Options) ManifestAsset {
	m := describe(h.asset)
	m.File = h.file.Path
	if h.kept != nil {
		m.From, m.Final, m.Local, m.Via = h.kept.From, h.kept.Final, h.kept.Local, h.kept.Via
		m.Time, m.ETag, m.LastModified = h.kept.Time, h.kept.ETag, h.kept.LastModified
		return m
	}
	m.From, m.Local, m.Via = recordAddress(h.got.Address), h.got.Local, recordAddress(h.got.Via)
	if !m.Local {
		m.Time, m.ETag, m.LastModified = o.stamp(h.got.Time), h.got.ETag, h.got.LastModified
	}
	if h.got.Final != "" && !m.Local {
		m.Final = recordAddress(h.got.Final)
	}
	return m
}

func describe(a convert.Asset) ManifestAsset {
	return ManifestAsset{Kind: a.Kind, Address: recordAddress(a.Address), Candidates: recordAddresses(a.Candidates), Uses: recordUses(a.Uses)}
}

// maxStem bounds the characters of a stem.
const maxStem = 40

// stem returns a readable name from the first address that has one: the end
// of its path without the extension, letters and digits of any script.
func stem(addresses []string) string {
	for _, a := range addresses {
		if s := stemOf(a); s != "" {
			return s
		}
	}
	return "image"
}

func stemOf(address string) string {
	if isData(address) {
		return ""
	}
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		address = address[:i]
	}
	if _, rest, ok := strings.Cut(address, "//"); ok {
		_, address, _ = strings.Cut(rest, "/") // a host is no name
	}
	if decoded, err := url.PathUnescape(path.Base(address)); err == nil {
		address = decoded
	}
	base := address[strings.LastIndexAny(address, `/\`)+1:]
	base = strings.TrimSuffix(base, path.Ext(base))
	words := strings.FieldsFunc(norm.NFC.String(strings.ToValidUTF8(base, " ")), func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && r != '_'
	})
	s := []rune(strings.Join(words, "-"))
	return strings.Trim(string(s[:min(len(s), maxStem)]), "-")
}

// A content is all that a bundle is made of.
type content struct {
	source   ManifestSource
	src      []byte
	post     Source
	conv     *convert.Converter
	shape    ManifestOptions
	doc      *convert.Document
	holdings []*holding
	missing  []convert.Asset
	record   *record // what will be remembered of the bundle
	warn     func([]convert.Warning)
}

// build writes a bundle into a stage.
func (r *run) build(s *stage, c *content) error {
	nameHoldings(c.holdings, len(c.doc.Assets))
	links := map[int]string{}
	for _, h := range c.holdings {
		links[h.asset.ID] = h.file.Path
	}
	for _, h := range slices.CompactFunc(slices.SortedStableFunc(slices.Values(c.holdings), byFile), sameFile) {
		if err := r.place(s, h); err != nil {
			return err
		}
	}
	index := c.doc.Markdown(func(a convert.Asset) string { return links[a.ID] })
	written, err := r.opts.Target.Write(c.source.path(), index, besidePost(&r.opts.Target, c.holdings))
	if err != nil {
		return err
	}
	c.warn(written.WarningsWith(c.doc.Warnings))
	if err := s.write(ManifestFile{Path: indexFile, MediaType: "text/markdown; charset=utf-8"}, written.Markdown); err != nil {
		return err
	}
	if err := s.write(ManifestFile{Path: sourceFile, MediaType: "text/plain"}, c.src); err != nil {
		return err
	}
	m := r.manifest(c)
	if c.shape.Pages {
		m.Files = s.sorted()
		page := newPage(index, m, c.record.bundle).render()
		if err := s.write(ManifestFile{Path: pageFile, MediaType: "text/html; charset=utf-8"}, page); err != nil {
			return err
		}
	}
	m.Files = s.sorted()
	manifest, err := m.encode()
	if err != nil {
		return err
	}
	if err := s.write(ManifestFile{Path: manifestFile}, manifest); err != nil {
		return err
	}
	return s.seal(r.opts.Version)
}

// besidePost names files as Astro wants them that lie beside the post.
func besidePost(t *convert.Target, holdings []*holding) func(convert.Link) string {
	if t.Name != convert.TargetAstro {
		return nil
	}
	held := map[string]string{}
	for _, h := range holdings {
		held[h.file.Path] = "./" + h.file.Path
	}
	return func(l convert.Link) string { return held[l.Path] }
}

func byFile(a, b *holding) int    { return byPath(a.file, b.file) }
func sameFile(a, b *holding) bool { return a.file.Path == b.file.Path }

// place brings the file of a holding into the stage.
func (r *run) place(s *stage, h *holding) error {
	if h.got != nil {
		if r.fetcher.spool.claim(h.got.SHA256) && s.link(h.file, spoolFolder+"/"+h.got.file) == nil {
			return nil
		}
		f, err := r.fetcher.open(h.got)
		if err != nil {
			return err
		}
		defer f.Close()
		return s.copy(h.file, f)
	}
	f, _, err := h.files.open(h.old)
	if err != nil {
		return err
	}
	defer f.Close()
	return s.copy(h.file, f)
}

// manifest tells all but the files.
func (r *run) manifest(c *content) *Manifest {
	m := &Manifest{
		Format:  ManifestFormat,
		Version: r.opts.Version,
		Options: c.shape,
		Source:  c.source,
		Title:   c.doc.FrontMatter.Title,
		Audit:   c.doc.Audit,

		Addresses: r.sites.addresses(c.post, &c.doc.FrontMatter),
	}
	if d := c.doc.FrontMatter.Date; !d.IsZero() {
		m.Date = d.Format(time.RFC3339)
	}
	for _, h := range c.holdings {
		m.Assets = append(m.Assets, h.describe(r.opts))
	}
	for _, a := range c.missing {
		m.Missing = append(m.Missing, describe(a))
	}
	return m
}

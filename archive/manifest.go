package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/markive/markive/convert"
)

// ManifestFormat is the version of the manifest that this package writes.
// Fields are added to it, never renamed; a version is added if an old reader
// would be misled.
const ManifestFormat = 1

// A Manifest is the markive.json of a bundle: what the bundle holds, where it
// came from, and what is missing.
type Manifest struct {
	Format  int             `json:"markive"`           // ManifestFormat
	Version string          `json:"version,omitempty"` // of the tool
	Options ManifestOptions `json:"options"`
	Source  ManifestSource  `json:"source"`
	Title   string          `json:"title,omitempty"` // of the post
	Date    string          `json:"date,omitempty"`  // of the post, RFC 3339
	Files   []ManifestFile  `json:"files"`           // by path; all but the manifest itself and the list of checksums
	Assets  []ManifestAsset `json:"assets,omitempty"`
	Missing []ManifestAsset `json:"missing,omitempty"` // without file and all that tells of a fetch
	Audit   *convert.Audit  `json:"audit,omitempty"`   // absent if the run did without

	Addresses []string `json:"addresses,omitempty"` // where the post was published, as far as that is known
}

// ManifestOptions are the options that shape a bundle. A bundle that was made
// with others is made anew.
type ManifestOptions struct {
	ImageFields []string `json:"image_fields,omitzero"` // front matter fields that hold images; absent: convert.DefaultImageFields
	Conversion  string   `json:"conversion,omitempty"`  // convert.Options.Shape, absent for the defaults
	Audit       bool     `json:"audit"`
	Format      Format   `json:"format,omitempty"` // absent: FormatPlain
	Pages       bool     `json:"pages,omitempty"`
	Target      string   `json:"target,omitempty"` // convert.Target.Shape, absent for none

	// Site is what the configuration of the post's site tells of addresses,
	// which links between posts follow.
	Site *convert.Site `json:"site,omitempty"`
}

// A ManifestSource tells what a bundle was made from.
type ManifestSource struct {
	Path        string         `json:"path"`                   // as in Source.Path
	RawPath     []byte         `json:"path_base64,omitempty"`  // the same, if it is not UTF-8
	Size        int64          `json:"size"`                   // bytes
	SHA256      string         `json:"sha256"`                 // also of source.txt
	Encoding    string         `json:"encoding"`               // that it was read as
	FrontMatter convert.Format `json:"front_matter,omitempty"` // absent: it has none
}

// A ManifestFile is one file of a bundle.
type ManifestFile struct {
	Path      string `json:"path"` // slash path below the bundle
	Size      int64  `json:"size"`
	SHA256    string `json:"sha256"`
	MediaType string `json:"media_type"`
	Width     int    `json:"width,omitempty"` // of an image, if known
	Height    int    `json:"height,omitempty"`
}

// A ManifestAsset is an asset of the post. Addresses of the scheme data are
// kept as their head and the SHA-256 of the whole.
type ManifestAsset struct {
	File         string        `json:"file,omitempty"` // the path of a ManifestFile
	Kind         convert.Kind  `json:"kind"`
	Address      string        `json:"address"`    // as in the post
	Candidates   []string      `json:"candidates"` // behind a relative one, where that may be on the web
	Uses         []convert.Use `json:"uses"`
	From         string        `json:"from,omitempty"`  // the candidate that served it
	Final        string        `json:"final,omitempty"` // where redirects led, if elsewhere
	Via          string        `json:"via,omitempty"`   // the address in a web archive that it came from
	Local        bool          `json:"local,omitempty"` // it came from the disk or from the post, not from a server
	Time         string        `json:"time,omitempty"`  // of the answer, RFC 3339
	ETag         string        `json:"etag,omitempty"`
	LastModified string        `json:"last_modified,omitempty"`
}

// maxManifest bounds the bytes of a manifest, written and read.
const maxManifest = 128 << 20

var errManifestTooLarge = errors.New("the manifest would pass 128 MiB")

// encode returns the bytes of the file: indented, one newline at the end.
func (m *Manifest) encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, err
	}
	if b.Len() > maxManifest {
		return nil, errManifestTooLarge
	}
	return b.Bytes(), nil
}

func decodeManifest(data []byte) (*Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	if m.Format != ManifestFormat {
		return nil, fmt.Errorf("format %d, this program knows %d", m.Format, ManifestFormat)
	}
	return &m, nil
}

// fingerprint returns the options as one word for the state.
func (o ManifestOptions) fingerprint() string {
	data, _ := json.Marshal(o)
	return shortHash(fmt.Sprint(ManifestFormat, string(data)))
}

func (o ManifestOptions) equal(p ManifestOptions) bool {
	return o.Audit == p.Audit && o.Format == p.Format && o.Pages == p.Pages && reflect.DeepEqual(o.Site, p.Site) && o.Target == p.Target &&
		o.Conversion == p.Conversion && (o.ImageFields == nil) == (p.ImageFields == nil) && slices.Equal(o.ImageFields, p.ImageFields)
}

// newSource describes an input. JSON cannot hold a path that is not UTF-8.
func newSource(p string, data []byte) ManifestSource {
	s := ManifestSource{Path: strings.ToValidUTF8(p, "\uFFFD"), Size: int64(len(data)), SHA256: sha256Hex(data)}
	if !utf8.ValidString(p) {
		s.RawPath = []byte(p)
	}
	return s
}

// path returns the path of the input, byte for byte.
func (s *ManifestSource) path() string {
	if s.RawPath != nil {
		return string(s.RawPath)
	}
	return s.Path
}

func sha256Hex(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// sha256Of is the same of what a reader brings.
func sha256Of(r io.Reader) (string, error) {
	hash := sha256.New()
	_, err := io.Copy(hash, r)
	return hex.EncodeToString(hash.Sum(nil)), err
}

// maxRecorded is the length up to which an address is recorded as it is.
const maxRecorded = 8 << 10

// recordAddress returns an address as a manifest keeps it: one of the scheme data,
// whose bytes are in the bundle already, and one of monstrous length are cut
// to their head and a hash. Names and passwords are nobody's who gets the
// bundle.
func recordAddress(address string) string {
	address = Redact(address)
	if !isData(address) && len(address) <= maxRecorded {
		return address
	}
	head, _, _ := strings.Cut(cutRunes(address, 80), ",")
	return head + ",sha256:" + sha256Hex([]byte(address))
}

func recordAddresses(addresses []string) []string {
	all := make([]string, len(addresses))
	for i, a := range addresses {
		all[i] = recordAddress(a)
	}
	return all
}

// stamp returns the time of a request as the manifest tells it.
func (o *Options) stamp(t time.Time) string {
	if !o.Epoch.IsZero() {
		t = o.Epoch
	}
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// recordUses is recordAddresses for the uses of an asset.
func recordUses(uses []convert.Use) []convert.Use {
	out := slices.Clone(uses)
	for i := range out {
		out[i].Address = recordAddress(out[i].Address)
	}
	return out
}

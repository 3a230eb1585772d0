package archive

import (
	"cmp"
	"hash/fnv"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// A Refusal is a file that a host has sent for several different pictures of a
// run: "do not link to us", perhaps. Where most pictures of a post are such a file
// it is given up (unmask). These came for fewer, or for one or two pictures of each
// of several posts, whose bundles hold them: what is in a bundle must not depend on
// other posts.
type Refusal struct {
	Host     string `json:"host"`     // and port, if it has one
	SHA256   string `json:"sha256"`   // of the file; the names of images end in its start
	Pictures int    `json:"pictures"` // that it came for
	Of       int    `json:"of"`       // that were had of the host in this run
	Posts    int    `json:"posts"`    // that hold it
}

// refusals look for them while a run goes on. Of a picture that differs from
// all others, as most do, they keep some 20 bytes.
type refusals struct {
	mu    sync.Mutex
	posts uint32
	of    map[string]int       // pictures by host
	first map[uint64]sight     // by file and host
	again map[uint64]*repeated // of those, what came for other names too
}

// A sight tells for which name a file came, in how many posts, and in which of
// them at last.
type sight struct{ name, posts, last uint32 }

// repeated is a file that came for several names.
type repeated struct {
	Refusal
	names map[uint32]bool
	last  uint32
}

// note looks at what a post has fetched.
func (r *refusals) note(holdings []*holding) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.posts++
	for _, h := range holdings {
		if h.got == nil || h.isLocal() {
			continue
		}
		if host, name, ok := sentFor(h); ok {
			r.see(host, uint32(hashed(name)), h.file.SHA256)
		}
	}
}

func (r *refusals) see(host string, name uint32, sum string) {
	if r.of == nil {
		r.of, r.first, r.again = map[string]int{}, map[uint64]sight{}, map[uint64]*repeated{}
	}
	key := hashed(host + " " + sum)
	first, seen := r.first[key]
	file := r.again[key]
	switch {
	case !seen:
		r.first[key] = sight{name, 1, r.posts}
		r.of[host]++
		return
	case file == nil && first.name == name:
		if first.last != r.posts {
			r.first[key] = sight{name, first.posts + 1, r.posts}
		}
		return
	case file == nil:
		file = &repeated{names: map[uint32]bool{first.name: true}, last: first.last}
		file.Refusal = Refusal{Host: host, SHA256: sum, Posts: int(first.posts)}
		r.again[key] = file
	}
	if !file.names[name] {
		file.names[name] = true
		r.of[host]++
	}
	if file.last != r.posts {
		file.last = r.posts
		file.Posts++
	}
}

// all returns the files that came for three pictures at least, most pictures
// first. To look at one costs less than a picture, so that is enough, however many
// others the host has sent.
func (r *refusals) all() []Refusal {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []Refusal
	for _, file := range r.again {
		file.Pictures, file.Of = len(file.names), r.of[file.Host]
		if file.Pictures >= maskedFrom {
			found = append(found, file.Refusal)
		}
	}
	slices.SortFunc(found, func(a, b Refusal) int {
		return cmp.Or(b.Pictures-a.Pictures, strings.Compare(a.Host, b.Host), strings.Compare(a.SHA256, b.SHA256))
	})
	return found
}

func hashed(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// sentFor tells which host sent a holding for which picture.
func sentFor(h *holding) (host, name string, ok bool) {
	u, err := url.Parse(h.from())
	if err != nil || u.Host == "" {
		return "", "", false
	}
	return strings.ToLower(u.Host), pictureName(u), true
}

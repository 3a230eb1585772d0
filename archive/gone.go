package archive

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

const (
	goneHeader = "markive gone 1\n"
	maxGone    = 256 << 20
)

// A gone remembers the addresses of which a server has said, in this run or an
// earlier one, that nothing is there. Like all of the state it may be deleted;
// they are asked for again then.
type gone struct {
	before map[string]int // status by address; not written to during a run
	again  map[string]int // of those that are asked for again; not written to either

	mu      sync.Mutex
	now     map[string]int
	changed bool
}

// loadGone reads what earlier runs have found; with again it is not believed.
// A file that is absent, damaged or of another version is empty.
func loadGone(w *workplace, again bool) *gone {
	g := &gone{before: map[string]int{}, now: map[string]int{}}
	f, info, err := openRegular(w.root, w.in(goneFile))
	if err != nil {
		return g
	}
	defer f.Close()
	if info.Size() <= maxGone {
		g.parse(bufio.NewReader(f))
	}
	g.now = maps.Clone(g.before)
	if again {
		g.before, g.again = nil, g.before
	}
	return g
}

// parse reads lines of a status and an address, up to the first that is none.
func (g *gone) parse(r *bufio.Reader) {
	if head, err := r.ReadString('\n'); err != nil || head != goneHeader {
		return
	}
	for {
		line, err := r.ReadString('\n')
		code, address, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		n, bad := strconv.Atoi(code)
		if err != nil || bad != nil || !isGone(n) || address == "" {
			return
		}
		g.before[address] = n
	}
}

func isGone(status int) bool { return status == http.StatusNotFound || status == http.StatusGone }

// was returns the failure of an address that an earlier run found gone, nil if
// it is to be asked for. A nil gone remembers nothing.
func (g *gone) was(address string) *failure {
	if g == nil {
		return nil
	}
	code, ok := g.before[address]
	if !ok {
		return nil
	}
	return fail(ClassHTTPStatus, fmt.Sprintf("%d %s, when an earlier run asked", code, http.StatusText(code)))
}

// retries tells whether an asset that is held has a better candidate that was gone
// and is asked for again.
func (g *gone) retries(held *ManifestAsset) bool {
	if g == nil || len(g.again) == 0 || held.Local {
		return false
	}
	for _, candidate := range held.Candidates[:max(slices.Index(held.Candidates, held.From), 0)] {
		for _, address := range variants(candidate) {
			if u, bad := requestURL(address); bad == nil && g.again[Redact(u.String())] != 0 {
				return true
			}
		}
	}
	return false
}

// learn notes what became of an address; f is nil if it was had.
func (g *gone) learn(address string, f *failure) {
	if g == nil || strings.ContainsAny(address, "\n ") {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	old, known := g.now[address]
	switch {
	case f != nil && isGone(f.status) && old != f.status:
		g.now[address], g.changed = f.status, true
	case f == nil && known:
		delete(g.now, address)
		g.changed = true
	}
}

// save writes what is known, if there is anything new.
func (g *gone) save(w *workplace) error {
	if !g.changed {
		return nil
	}
	var b bytes.Buffer
	io.WriteString(&b, goneHeader)
	for _, address := range slices.Sorted(maps.Keys(g.now)) {
		fmt.Fprintf(&b, "%d %s\n", g.now[address], address)
	}
	if err := replaceFile(w.root, w.in(goneFile), b.Bytes()); err != nil {
		return fmt.Errorf("writing the state: %w", err)
	}
	g.changed = false
	return nil
}

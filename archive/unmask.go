package archive

import (
	"context"
	"net/url"
	"path"
	"strings"

	"golang.org/x/sync/errgroup"
)

// For so many different pictures a host that has one and the same file for them is
// asked whether it has that for any name, and is not believed.
const (
	doubtedFrom = 2
	maskedFrom  = 3
)

// unmask gives up files that stand for other pictures: "do not link to us",
// "this picture is gone". They are known by coming for several different
// addresses of one host. A logo comes from one address however often it is
// shown, and the sizes of one picture have one name.
//
// What counts are the assets of the post and nothing else: what other posts
// of the run show, and have or have not got yet, depends on time and chance,
// and the bundle must not. Where the pictures leave it open, the host is asked
// whether it has the file for any name; what the post does not show need not be
// that (guess). The other candidates are tried then. They
// may lead to another such file, so there is more than one round.
func (g *gatherer) unmask(ctx context.Context) error {
	avoid := map[string]bool{}
	for range maskedFrom {
		before := len(avoid)
		for _, m := range masks(g.holdings) {
			if m.isSure || m.address != "" && !avoid[m.sum] && g.fetcher.answersAnything(ctx, m.address, m.sum) {
				avoid[m.sum] = true
			}
		}
		for _, guess := range g.guesses() {
			if !avoid[guess.sum] && g.isWrong(ctx, guess) {
				avoid[guess.sum] = true
			}
		}
		if len(avoid) == before {
			return nil
		}
		err := g.again(ctx, func(i int) bool {
			h := g.holdings[i]
			return h != nil && avoid[h.file.SHA256] && !h.isLocal() && (h.got != nil || h.rescued)
		}, func(i int) *wanted {
			w := g.anew(i)
			w.avoid = avoid
			return w
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// again asks once more for some assets. No address is asked for twice: the fetcher
// remembers, unless what it heard is in doubt.
func (g *gatherer) again(ctx context.Context, which func(i int) bool, wanted func(i int) *wanted) error {
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(g.share.inHand(g.opts))
	for i, a := range g.assets {
		if !which(i) {
			continue
		}
		group.Go(func() error {
			if f := g.share.refuse(i); f != nil {
				h, p := g.orKept(i, assetProblem(g.src, a, f))
				return g.put(inner, i, h, p)
			}
			h, p := g.ask(inner, i, wanted(i))
			g.share.took(i, h)
			return g.put(inner, i, h, p)
		})
	}
	return group.Wait()
}

// A mask is a file that came for several pictures.
type mask struct {
	sum     string // SHA-256, hex
	address string // one of those that it came for in this run, "" if it came in none
	isSure  bool
}

// isMask tells whether a file came for too many pictures: three at least, and two
// thirds of what was had of the host. Who refuses strangers refuses them
// everywhere; an author who has put one ornament between his pictures, each
// time under another name, shows the pictures too.
func isMask(pictures, of int) bool { return pictures >= maskedFrom && 3*pictures >= 2*of }

// masks returns the files that may stand for other pictures of the post.
func masks(holdings []*holding) (all []mask) {
	pictures := map[[2]string]map[string]bool{} // names, by host and hash
	ofHost := map[string]map[string]bool{}
	address := map[[2]string]string{}
	for _, h := range holdings {
		if h == nil || h.isLocal() {
			continue
		}
		host, name, ok := sentFor(h)
		if !ok {
			continue
		}
		key := [2]string{host, h.file.SHA256}
		if pictures[key] == nil {
			pictures[key] = map[string]bool{}
		}
		if h.got != nil && h.got.Via == "" {
			address[key] = h.got.Address
		}
		if ofHost[host] == nil {
			ofHost[host] = map[string]bool{}
		}
		pictures[key][name], ofHost[host][name] = true, true
	}
	for key, names := range pictures {
		if len(names) >= doubtedFrom {
			all = append(all, mask{key[1], address[key], isMask(len(names), len(ofHost[key[0]]))})
		}
	}
	return all
}

var sized = lazily(`(?i)(?:[-_.@](?:\d+x\d*|\d*x\d+|thumb|thumbnail|small|medium|large|orig|original|scaled|\dx))+$`)

// commonNames are what editors and blogs call all pictures alike, in a folder of
// its own each. So do those that number them.
var commonNames = map[string]bool{
	"image": true, "images": true, "img": true, "photo": true, "picture": true, "pic": true, "file": true,
	"untitled": true, "unnamed": true, "download": true, "screenshot": true, "original": true, "full": true,
}

// pictureName tells pictures of a host apart: by their names, whatever folder,
// size and query they are asked for with, or, where the end of the path is no
// name of a picture, or one that many have, by the whole address.
func pictureName(u *url.URL) string {
	name := fileName(u)
	if name == "" || commonNames[name] || strings.Trim(name, "0123456789") == "" {
		return u.RequestURI()
	}
	return name
}

// fileName is the name of the picture at the end of a path, without its size;
// "" if there is none.
func fileName(u *url.URL) string {
	base := path.Base(u.Path)
	switch ext := strings.ToLower(path.Ext(base)); ext {
	case ".png", ".jpg", ".jpeg", ".jpe", ".gif", ".webp", ".avif", ".bmp", ".svg", ".heic", ".tif", ".tiff", ".ico", ".jxl":
		return sized().ReplaceAllString(strings.ToLower(base[:len(base)-len(ext)]), "")
	}
	return ""
}

package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

// VerifyOptions says how bundles are verified. The zero value is good.
type VerifyOptions struct {
	Fast bool // sizes and names only; no file but the manifests is read
	Jobs int  // bundles in hand at a time; 0: the number of processors

	// Event is told of every bundle, by one goroutine at a time; nil: nobody is.
	Event func(VerifyEvent)
}

// A VerifyEvent comes when a bundle has been verified.
type VerifyEvent struct {
	Bundle  string   // slash path below the folder that is verified
	Bundles int      // that were found in all
	Bytes   int64    // of its files
	Damage  []Damage // what is wrong with it
}

// A VerifyReport tells what was verified.
type VerifyReport struct {
	Bundles int      `json:"bundles"`
	Files   int      `json:"files"`
	Bytes   int64    `json:"bytes"`
	Damage  []Damage `json:"damage"` // by path
}

// Damage is one thing that is not as it was written.
type Damage struct {
	Path   string `json:"path"` // of the file, slash path below the folder that was verified
	Class  Class  `json:"class"`
	Detail string `json:"detail,omitempty"` // one line
}

func (d Damage) String() string {
	s := printable(d.Path) + ": " + string(d.Class)
	if d.Detail != "" {
		s += ": " + d.Detail
	}
	return s
}

// Classes of damage, beside ClassNotRegular, ClassUnreadable and ClassNotImage.
const (
	ClassMissing  Class = "missing"  // listed, but not there
	ClassStray    Class = "stray"    // there, but not listed
	ClassSize     Class = "size"     // other than recorded
	ClassChanged  Class = "changed"  // other bytes than recorded
	ClassManifest Class = "manifest" // a list that cannot be true
	ClassNames    Class = "names"    // names that some file systems take for one
	ClassLink     Class = "link"     // a link that leads to nothing, or to the web though the file is held
)

// Verify looks at every bundle at or below dir, or in dir, if that is a tar or
// a zip, which is read in place: are its files those that its
// lists name, with the bytes that they had, and do its links lead somewhere?
// What lies outside of bundles is nobody's business, but for README.txt. Of the
// catalogue, which holds nothing of its own and is made anew by Index, names and
// sizes are those that the state remembers. Verify follows
// no link and writes nothing. A bundle that has lost its lists is known by its
// text and source, one that is gone by the archive's state, if that is there.
// The error is about dir, or that of ctx; damage is in the report.
func Verify(ctx context.Context, dir string, opts VerifyOptions) (*VerifyReport, error) {
	if opts.Jobs <= 0 {
		opts.Jobs = runtime.GOMAXPROCS(0)
	}
	v := &verifier{opts: opts}
	defer v.close()
	if err := v.open(ctx, dir); err != nil {
		return nil, fmt.Errorf("verifying: %w", err)
	}
	v.compareNames()
	report := &VerifyReport{Bundles: len(v.bundles), Damage: v.damage}
	var mu sync.Mutex
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(opts.Jobs)
	for _, name := range v.bundles {
		group.Go(func() error {
			c := newCheck(v.files(name), name)
			c.fast = opts.Fast
			err := c.run(inner)
			mu.Lock()
			defer mu.Unlock()
			report.add(c)
			if opts.Event != nil {
				opts.Event(VerifyEvent{Bundle: name, Bundles: len(v.bundles), Bytes: c.bytes, Damage: c.damage})
			}
			return err
		})
	}
	err := group.Wait()
	slices.SortStableFunc(report.Damage, func(a, b Damage) int { return strings.Compare(a.Path, b.Path) })
	return report, err
}

func (r *VerifyReport) add(c *check) {
	r.Files += len(c.sizes)
	r.Bytes += c.bytes
	r.Damage = append(r.Damage, c.damage...)
}

// A verifier finds the bundles.
type verifier struct {
	root    *os.Root // nil if they are in a pack
	own     bool     // those of the archive at root alone: not of another one that lies in it
	pack    *pack    // nil if they are in a folder
	opts    VerifyOptions
	bundles []string
	damage  []Damage // folders that cannot be listed
}

// open finds the bundles in a folder or a pack.
func (v *verifier) open(ctx context.Context, name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() {
		return v.openPack(name)
	}
	if v.root, err = os.OpenRoot(name); err != nil {
		return err
	}
	if err := v.find(ctx, "."); err != nil {
		return err
	}
	v.lost()
	v.beside()
	return nil
}

// beside looks at what an archive has beside its bundles.
func (v *verifier) beside() {
	_, err := v.root.Lstat(stateFolder + "/" + memoryFile)
	isArchive := err == nil // else dir may be a part of one
	switch info, err := v.root.Lstat(readmeFile); {
	case errors.Is(err, fs.ErrNotExist) && isArchive:
		v.damage = append(v.damage, Damage{readmeFile, ClassMissing, "an archive has one; the next run writes it"})
	case err == nil && !info.Mode().IsRegular() && isArchive:
		v.damage = append(v.damage, Damage{readmeFile, ClassNotRegular, "is " + kindOf(info.Mode())})
	case err == nil && !v.opts.Fast && hasDamagedReadme(v.root):
		v.damage = append(v.damage, damagedReadme)
	}
	switch w := (&workplace{v.root, stateFolder}); {
	case isArchive && w.hasLostFront():
		v.damage = append(v.damage, Damage{catalogFile, ClassMissing, "the catalogue lacks it; markive index makes it anew, or delete " + catalogFolder + " to have none"})
	case isArchive && w.isSpoiled():
		v.damage = append(v.damage, Damage{catalogFile, ClassChanged, "the catalogue lacks files, or has others; markive index makes it anew"})
	}
}

func (v *verifier) openPack(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	if v.pack, err = openPack(f); err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", printable(name), err)
	}
	if !v.opts.Fast {
		v.pack.checkLoose()
	}
	v.bundles, v.damage = v.pack.order, v.pack.damage
	return nil
}

func (v *verifier) close() {
	if v.root != nil {
		v.root.Close()
	}
	v.pack.close()
}

// damageOfBundles is that for which bundles may not have been found.
func (v *verifier) damageOfBundles() []Damage {
	return slices.DeleteFunc(slices.Clone(v.damage), func(d Damage) bool { return d.Path == readmeFile || d.Path == catalogFile })
}

// compareNames finds bundles that some file systems take for one.
func (v *verifier) compareNames() {
	eachAlike(v.bundles, func(name, detail string) { v.damage = append(v.damage, Damage{name, ClassNames, detail}) })
}

// files returns the files of a bundle.
func (v *verifier) files(name string) bundleFiles {
	if v.pack != nil {
		return packedBundle{v.pack, v.pack.bundles[name]}
	}
	return folder{v.root, name}
}

// find lists the bundles at and below a folder.
func (v *verifier) find(ctx context.Context, name string) error {
	return v.each(ctx, name, func(bundle string) error {
		v.bundles = append(v.bundles, bundle)
		return nil
	})
}

// each walks down to the bundles, folder by folder in byte order, and calls do
// for each; none holds another.
func (v *verifier) each(ctx context.Context, name string, do func(bundle string) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := readDir(v.root, name)
	if err != nil && name == "." || isExhausted(err) {
		return err
	}
	if err != nil {
		v.damage = append(v.damage, Damage{name, ClassUnreadable, oneLine(bare(err).Error())})
		return nil
	}
	if isBundle(func(name string) bool { return hasEntry(entries, name) }) {
		return do(name)
	}
	if v.own && name != "." && holdsArchive(v.root, name) {
		return nil
	}
	for _, e := range entries {
		if !e.IsDir() || e.Name() == stateFolder {
			continue
		}
		if err := v.each(ctx, path.Join(name, e.Name()), do); err != nil {
			return err
		}
	}
	return nil
}

// holdsArchive tells whether a folder is an archive with a state, whose bundles are
// those of its own runs.
func holdsArchive(root *os.Root, name string) bool {
	_, err := root.Lstat(path.Join(name, stateFolder, lockFile))
	return err == nil
}

func hasEntry(entries []fs.DirEntry, name string) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == name })
}

// isBundle tells whether a folder is a bundle, or what is left of one: either
// list, or without both the text beside its source.
func isBundle(has func(name string) bool) bool {
	return has(manifestFile) || has(checksumFile) || has(bagFile) || has(indexFile) && has(sourceFile)
}

// lost tells of the bundles that the archive remembers and that are not there.
// The memory is a cache: without it, a bundle that is gone leaves no trace.
func (v *verifier) lost() {
	if info, err := v.root.Lstat(stateFolder); err != nil || !info.IsDir() {
		return
	}
	there := make(map[string]bool, len(v.bundles))
	for _, name := range v.bundles {
		there[name] = true
	}
	unlisted := slices.Clone(v.damage)
	told := map[string]bool{} // posts
	places := v.states()
	for _, state := range places {
		for _, rec := range loadState(&workplace{v.root, state}).records {
			if told[rec.path] || rec.bundle == "" {
				continue
			}
			told[rec.path] = true
			if !there[rec.bundle] && !isHidden(unlisted, rec.bundle+"/") && !v.isElsewhere(rec, there, places) {
				v.damage = append(v.damage, Damage{rec.bundle, ClassMissing, "the bundle of " + printable(rec.path) + " is gone; archive the post again, or delete " + path.Join(state, memoryFile) + " to forget it"})
			}
		}
	}
}

// states are the folders in which runs keep their memories: that of runs over
// all posts first, which knows better, then those of shards.
func (v *verifier) states() []string {
	entries, _ := readDir(v.root, stateFolder)
	states := []string{stateFolder}
	for _, e := range entries {
		if _, ok := shardOf(e.Name()); ok {
			states = append(states, path.Join(stateFolder, e.Name()))
		}
	}
	return states
}

// isElsewhere tells whether a bundle that is not where the archive remembers it
// was pruned, or moved, by a run that was killed or over a shard, whose memory
// is its own.
func (v *verifier) isElsewhere(rec *record, there map[string]bool, states []string) bool {
	if slices.ContainsFunc(formerNames(rec.path), func(name string) bool { return there[name] }) {
		return true
	}
	return slices.ContainsFunc(states, func(state string) bool {
		info, err := v.root.Lstat(path.Join(state, prunedFolder, rec.bundle))
		return err == nil && info.IsDir()
	})
}

//go:build !linux

package archive

import (
	"os"
)

// A lister lists many bundles of one archive.
type lister struct{ root *os.Root }

func newLister(root *os.Root) (*lister, error) { return &lister{root}, nil }

func (l *lister) close() error { return nil }

// list returns the listing of the bundle at name.
func (l *lister) list(name string) listing { return listingAt(l.root, name) }

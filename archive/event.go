package archive

import "github.com/markive/markive/convert"

// An Event is one of RunPlanned, PostDone and AssetDone.
type Event interface{ event() }

// RunPlanned comes first: what the run is going to do.
type RunPlanned struct {
	Posts     int // posts of the run
	Unchanged int // of these, posts whose bundle is finished and stays as it is
}

// AssetDone comes for every asset of a post that was asked for or found held.
type AssetDone struct {
	Path    string   // of the post
	Address string   // of the asset
	Bytes   int64    // 0 if missing
	Problem *Problem // why it is missing; nil if it is held

	// Withdrawn takes back that the asset is held: it turned out to be a
	// placeholder, or too much for its post. Another event tells what it is now.
	Withdrawn bool
}

// PostDone comes when a post's bundle is committed, found finished, or given up.
type PostDone struct {
	Path    string   // of the post
	Bundle  string   // slash path below the archive; "" if there is none
	Problem *Problem // why there is no bundle; nil if there is one
	Written bool     // the bundle was made by this run; else it was finished, or there is none
	Images  int      // assets that the bundle holds
	Missing int      // assets that it would hold if they could be had
	Bytes   int64    // of the assets that this run fetched for it

	// Audit is that of the conversion if this run wrote the bundle and the
	// converter audits.
	Audit *convert.Audit
}

func (RunPlanned) event() {}
func (AssetDone) event()  {}
func (PostDone) event()   {}

package convert

import (
	"bytes"
	"html"
	"maps"
	"slices"
	"strconv"
)

// A hole is where the address of an asset will stand. In the Markdown of a
// document it is a mark: the byte holeMark, a letter for the manner of
// writing, the asset's number and holeMark again. Control characters are
// taken out of all text, so a mark cannot come from a post.
const (
	holeMark     = 0x01
	holeMarkdown = 'm' // a link destination
	holeHTML     = 'h' // an attribute in double quotes
	holeCell     = 'c' // a link destination in a table
)

func hole(manner byte, id int) []byte {
	b := append(make([]byte, 0, 8), holeMark, manner)
	b = strconv.AppendInt(b, int64(id), 10)
	return append(b, holeMark)
}

// fill appends text to dst with every hole filled with what link returns for
// the number of its asset, and with the template tags in place of their marks.
func fill(dst, text []byte, tags templates, link func(id int) string) []byte {
	for {
		i := bytes.IndexAny(text, "\x01\x02")
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:i]...)
		if text[i] == templateMark {
			tag, rest := tags.cut(string(text[i:min(len(text), i+24)]))
			dst = append(dst, tag...)
			text = text[min(len(text), i+24)-len(rest):]
			continue
		}
		n := bytes.IndexByte(text[i+1:], holeMark)
		manner := text[i+1]
		id, _ := strconv.Atoi(string(text[i+2 : i+1+n])) // our own marks hold nothing but digits
		text = text[i+n+2:]
		switch manner {
		case holeHTML:
			dst = append(dst, html.EscapeString(link(id))...)
		case holeCell:
			dst = append(dst, bytes.ReplaceAll(destination(nil, link(id)), []byte("|"), []byte(`\|`))...)
		default:
			dst = destination(dst, link(id))
		}
	}
}

// asCell turns the holes of a paragraph into those of a table cell.
func asCell(text []byte) []byte {
	return bytes.ReplaceAll(text, []byte{holeMark, holeMarkdown}, []byte{holeMark, holeCell})
}

// An assetList collects the assets of a document, each picture once.
type assetList struct {
	list []Asset
	byID map[string]int // address or candidate to index
}

// add returns the number of the asset that is to be had from src.
func (l *assetList) add(src sources, use Use) int {
	if id, ok := l.byID[src.candidates[0]]; ok {
		l.list[id].Uses = append(l.list[id].Uses, use)
		return id
	}
	id := len(l.list)
	if l.byID == nil {
		l.byID = map[string]int{}
	}
	l.byID[src.candidates[0]] = id
	l.list = append(l.list, Asset{ID: id, Kind: KindImage, Address: src.address, Candidates: src.candidates, Uses: []Use{use}})
	return id
}

// clone returns a copy that grows on its own.
func (l *assetList) clone() assetList {
	c := assetList{list: slices.Clone(l.list), byID: maps.Clone(l.byID)}
	for i := range c.list {
		c.list[i].Uses = slices.Clone(c.list[i].Uses)
	}
	return c
}

// address is where the document shows the picture from: one address for all
// of its uses.
func (l *assetList) address(src sources) string {
	if id, ok := l.byID[src.candidates[0]]; ok {
		return l.list[id].Address
	}
	return src.address
}

package archive

// A property is what an ISO file says of its items: it stands in a list, and
// items name it by its place (ISO/IEC 23008-12, section 6.5).
type property struct {
	name string
	data []byte
}

// sizeIn is the size of the image that a description calls the primary one: next
// to it there may be a thumbnail, and the tiles that it is made of, of which the
// last ones reach beyond its edge. If that is not told it is the largest.
func sizeIn(meta []byte) (width, height int) {
	var primary, iprp []byte
	eachBox(meta, func(name string, p []byte) {
		switch name {
		case "pitm":
			primary = p
		case "iprp":
			iprp = p
		}
	})
	var all []property
	var maps [][]byte
	eachBox(iprp, func(name string, p []byte) {
		switch name {
		case "ipco":
			eachBox(p, func(name string, p []byte) { all = append(all, property{name, p}) })
		case "ipma":
			maps = append(maps, p)
		}
	})
	id := fields{p: primary}
	version, _ := id.take(1), id.take(3)
	item := id.take(idSize(version))
	for _, m := range maps {
		if w, h := sizeOf(propertiesOf(m, item, all)); w > 0 && h > 0 && !id.short {
			return w, h
		}
	}
	for _, p := range all {
		if w, h := sizeOf([]property{p}); w*h > width*height {
			width, height = w, h
		}
	}
	return width, height
}

// idSize is how many bytes the number of an item has; that changed with the
// version of the box.
func idSize(version uint32) int {
	if version == 0 {
		return 2
	}
	return 4
}

// propertiesOf are those that a map, a box ipma, gives to an item.
func propertiesOf(ipma []byte, item uint32, all []property) (own []property) {
	f := fields{p: ipma}
	version, flags := f.take(1), f.take(3)
	for n := f.take(4); n > 0 && !f.short; n-- {
		found := f.take(idSize(version)) == item
		for range f.take(1) {
			at := f.take(1) & 0x7f // the first bit says whether it matters
			if flags&1 != 0 {
				at = at<<8 | f.take(1)
			}
			if found && at > 0 && int(at) <= len(all) {
				own = append(own, all[at-1])
			}
		}
		if found {
			break
		}
	}
	return own
}

// sizeOf is the size that properties tell, turned as they say.
func sizeOf(props []property) (width, height int) {
	turned := false
	for _, p := range props {
		switch f := (fields{p: p.data}); p.name {
		case "ispe":
			f.take(4)
			width, height = int(f.take(4)), int(f.take(4))
		case "irot":
			turned = f.take(1)&1 != 0
		}
	}
	if turned {
		return height, width
	}
	return width, height
}

// fields are numbers, the most telling byte first.
type fields struct {
	p     []byte
	short bool // there were fewer
}

func (f *fields) take(n int) (v uint32) {
	if f.short = f.short || len(f.p) < n; f.short {
		return 0
	}
	for _, c := range f.p[:n] {
		v = v<<8 | uint32(c)
	}
	f.p = f.p[n:]
	return v
}

package archive

import (
	"encoding/json"
	"fmt"
)

// data writes a value into a file that hands it over to catalog.js, and
// returns the name by which to ask for it.
func (c *catalog) data(kind string, value any) (string, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return "", err
	}
	name := kind + "-" + contentName(data)
	return name, c.handOver(name, json.RawMessage(data))
}

// handOver writes a file of data.
func (c *catalog) handOver(name string, value any) error {
	data, err := handedOver(name, value)
	if err != nil {
		return err
	}
	return c.file(name+".js", data)
}

func handedOver(name string, value any) ([]byte, error) {
	data, err := json.Marshal(value) // escapes < and > and the line ends that scripts know
	return fmt.Appendf(nil, "markive.put(%q,%s)\n", name, data), err
}

// named writes a file that is called by its content.
func (c *catalog) named(kind, extension string, data []byte) (string, error) {
	name := kind + "-" + contentName(data) + extension
	return name, c.file(name, data)
}

// contentName returns what to call content: two archives of the same posts have the
// same files, and what a reader has loaded never changes under him.
func contentName(data []byte) string { return sha256Hex(data)[:12] }

// file writes a file whose name tells its content, unless it is there.
func (c *catalog) file(name string, data []byte) error {
	if c.has(name) {
		return nil
	}
	return c.keep(catalogFolder+"/"+name, data)
}

// has notes that the catalogue has a file, and tells whether it need not be
// written. Unless everything is looked at, one that is there is believed.
func (c *catalog) has(name string) bool {
	c.files[name] = true
	if c.deep {
		return false
	}
	return c.isThere(name)
}

func (c *catalog) isThere(name string) bool {
	info, err := c.root.Lstat(catalogFolder + "/" + name)
	return err == nil && info.Mode().IsRegular() && info.Size() > 0
}

// keep writes a file if it is not what it should be.
func (c *catalog) keep(name string, data []byte) error {
	if old, err := readRegular(c.root, name, int64(len(data))); err == nil && string(old) == string(data) {
		return nil
	}
	aside := c.in("catalog" + asideSuffix)
	if err := remove(c.root, aside); err != nil {
		return err
	}
	if err := writeFile(c.root, aside, data, false); err != nil { // it can be made again at any time
		return err
	}
	return c.root.Rename(aside, name)
}

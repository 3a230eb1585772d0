package main

import (
	"encoding/json"

	"github.com/markive/markive/convert"
)

// A documentLine is what convert --json writes about a post.
type documentLine struct {
	Path        string          `json:"path"`
	Encoding    string          `json:"encoding"`
	Format      convert.Format  `json:"format"`       // of the front matter, "" without one
	FrontMatter json.RawMessage `json:"front_matter"` // null without one, and if it does not parse
	Markdown    string          `json:"markdown"`     // the whole file, front matter included
	Assets      []assetLine     `json:"assets"`
	Audit       *convert.Audit  `json:"audit,omitempty"`
	Warnings    []warningLine   `json:"warnings,omitempty"`
}

type assetLine struct {
	Kind       convert.Kind  `json:"kind"`
	Address    string        `json:"address"`
	Candidates []string      `json:"candidates"`
	Uses       []convert.Use `json:"uses"`
}

type warningLine struct {
	Line   int           `json:"line,omitempty"`
	Class  convert.Class `json:"class"`
	Detail string        `json:"detail"`
}

func newDocumentLine(doc *convert.Document, markdown []byte) *documentLine {
	line := &documentLine{
		Path:        doc.Path,
		Encoding:    doc.Encoding,
		Format:      doc.FrontMatter.Format,
		FrontMatter: doc.FrontMatter.JSON(),
		Markdown:    string(markdown),
		Assets:      make([]assetLine, len(doc.Assets)),
		Audit:       doc.Audit,
		Warnings:    warningLines(doc.Warnings),
	}
	for i, a := range doc.Assets {
		line.Assets[i] = assetLine{a.Kind, a.Address, a.Candidates, a.Uses}
	}
	return line
}

func warningLines(warnings []convert.Warning) []warningLine {
	var lines []warningLine
	for _, w := range warnings {
		lines = append(lines, warningLine(w))
	}
	return lines
}

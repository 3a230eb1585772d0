package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A DateFormat is a way to write dates: text with letters behind percent
// signs, as strftime has them. The zero value is none.
type DateFormat struct{ format string }

// dateVerbs are the letters, with their layout in package time.
var dateVerbs = map[string]string{
	"%Y": "2006", "%m": "01", "%d": "02", "%H": "15", "%M": "04", "%S": "05", "%y": "06",
	"%e": "_2", "%b": "Jan", "%B": "January", "%a": "Mon", "%A": "Monday", "%j": "002",
	"%I": "03", "%p": "PM", "%z": "-0700", "%:z": "-07:00", "%F": "2006-01-02", "%T": "15:04:05",
}

// ParseDateFormat reads a format such as "%Y-%m-%d %H:%M:%S %:z".
func ParseDateFormat(format string) (DateFormat, error) {
	verbs := 0
	for rest := format; ; verbs++ {
		_, verb, after := cutVerb(rest)
		if verb == "" {
			break
		}
		if verb != "%%" && dateVerbs[verb] == "" {
			return DateFormat{}, fmt.Errorf("%s is no part of a date; there are %%Y %%m %%d %%H %%M %%S %%z %%:z %%F %%T %%b %%B %%a %%A %%e %%j %%y %%I %%p", verb)
		}
		rest = after
	}
	if verbs == 0 || len(format) > 100 || strings.ContainsFunc(format, func(r rune) bool { return r < ' ' || r == 0x7F }) {
		return DateFormat{}, fmt.Errorf("no format for a date, such as %%Y-%%m-%%d")
	}
	return DateFormat{format}, nil
}

func (f DateFormat) isZero() bool { return f.format == "" }

// String returns the format as it was read.
func (f DateFormat) String() string { return f.format }

// write writes a date.
func (f DateFormat) write(t time.Time) string {
	var b strings.Builder
	rest := f.format
	for {
		text, verb, after := cutVerb(rest)
		b.WriteString(text)
		if verb == "" {
			return b.String()
		}
		if verb == "%%" {
			b.WriteByte('%')
		} else {
			b.WriteString(t.Format(dateVerbs[verb]))
		}
		rest = after
	}
}

// cutVerb cuts s around its first verb; verb is "" if there is none.
func cutVerb(s string) (text, verb, after string) {
	i := strings.IndexByte(s, '%')
	if i < 0 {
		return s, "", ""
	}
	n := i + 2
	if strings.HasPrefix(s[i:], "%:") {
		n++
	}
	n = min(n, len(s))
	return s[:i], s[i:n], s[n:]
}

// targetDates are the formats in which programs want dates, if not that of RFC
// 3339. Hexo's has no zone, since Hexo reads times in that of its own
// configuration.
var targetDates = map[TargetName]DateFormat{
	TargetHexo:     {"%Y-%m-%d %H:%M:%S"},
	TargetJekyll:   {"%Y-%m-%d %H:%M:%S %z"},
	TargetObsidian: {"%Y-%m-%dT%H:%M:%S"},
	TargetMkDocs:   {"%Y-%m-%dT%H:%M:%S"}, // without a zone: it sorts no times that have one among those that have none
}

// takesDays tells of programs to which a day is a date without a time.
func (n TargetName) takesDays() bool { return n == TargetObsidian || n == TargetMkDocs }

// dateFields are the fields that hold dates in the programs that are read and
// written here.
var dateFields = map[string]bool{
	"date": true, "updated": true, "lastmod": true, "publishdate": true, "expirydate": true, "pubdate": true, "updateddate": true,
	"last_modified_at": true, "modified": true, "created": true, "published_at": true, "unpublishdate": true, "published": true,
}

// date returns the date in text as the target writes it; false if nobody can
// be sure which day it is.
func (t *Target) date(text string) (string, bool) {
	d, ok := parseDateIn(text, cmp.Or(t.Zone, time.UTC))
	if !ok {
		return "", false
	}
	if t.Zone != nil {
		d = d.In(t.Zone)
	}
	switch format := cmp.Or(t.DateFormat, targetDates[t.Name]); {
	case t.DateFormat.isZero() && t.Name.takesDays() && d.Hour() == 0 && d.Minute() == 0 && d.Second() == 0:
		return d.Format(time.DateOnly), true
	case !format.isZero():
		return format.write(d), true
	case t.Name == TargetPlain && t.Zone == nil:
		return text, true
	}
	return d.Format(time.RFC3339), true
}

// timestamp is what every reader of YAML takes for a date without quotes.
var timestamp = lazily(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?: ?(?:Z|[-+][0-9]{2}:?[0-9]{2}))?)?$`)

// refusesDates tells of programs that do not build a site in which one date
// cannot be read.
func (n TargetName) refusesDates() bool {
	return n == TargetHugo || n == TargetJekyll || n == TargetAstro
}

// ReadsDates tells whether the program takes what DateFormat writes into its date
// field for the day that it is. Hugo knows a few forms, and gives other dates up or
// does not build the site; Astro and Hexo read the month before the day.
func (t *Target) ReadsDates() bool {
	isRead := func(c FieldChoice) bool { return c.To == "*" || c.To == "date" }
	if t.DateFormat.isZero() || t.Fields != nil && !slices.ContainsFunc(t.Fields, isRead) {
		return true
	}
	switch t.Name {
	case TargetHugo:
		return t.DateFormat.isHugos()
	case TargetAstro, TargetHexo:
		return t.DateFormat.isPlain(false)
	case TargetJekyll:
		return t.DateFormat.isPlain(true)
	}
	return true
}

// isPlain tells whether nobody takes the month for the day: it has a name, or stands
// in the middle, which the reader may know where the day comes first.
func (f DateFormat) isPlain(dayFirst bool) bool {
	form := strings.NewReplacer("%F", "%Y-%m-%d", "%e", "%d").Replace(f.format)
	year, month, day := strings.Index(form, "%Y"), strings.Index(form, "%m"), strings.Index(form, "%d")
	switch {
	case year < 0 || day < 0:
		return false
	case strings.HasPrefix(form, "%Y-%m-%d"), strings.HasPrefix(form, "%Y/%m/%d"), strings.Contains(form, "%b"), strings.Contains(form, "%B"):
		return true
	}
	return dayFirst && day < month && month < year
}

// hugoForms are forms that all versions of Hugo read.
var hugoForms = []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05-0700", time.DateTime, "2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -07:00", time.DateOnly, "02 Jan 2006", time.RFC1123Z, time.RubyDate}

// isHugos tells whether Hugo reads what the format writes.
func (f DateFormat) isHugos() bool {
	sample := time.Date(2021, 11, 20, 18, 30, 45, 0, time.FixedZone("", 8*60*60))
	return slices.ContainsFunc(hugoForms, func(layout string) bool {
		d, err := time.Parse(layout, f.write(sample))
		return err == nil && d.Format(time.DateOnly) == sample.Format(time.DateOnly)
	})
}

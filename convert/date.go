package convert

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A dateForm is a way to write a day. What stands behind it is the time.
type dateForm struct {
	re    func() *regexp.Regexp
	order string // what the groups are: y, m, d; t is the time before a year
}

const (
	weekday = `(?:[a-z]{3,9}\.?,?\s+)?`
	month   = `(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october|november|december)\.?`
	day     = `(\d{1,2})(?:st|nd|rd|th)?`
	clock   = `\d{1,2}:\d{2}(?::\d{2})?`
)

// dateForms are the forms of Jekyll, Hexo, Hugo and of the feeds and dumps
// that posts are made from. 01/02/2003 is none of them: there is no telling.
var dateForms = func() []dateForm {
	form := func(order, re string) dateForm {
		return dateForm{lazily(`^` + re + `(?:$|[\s,t])`), order}
	}
	return []dateForm{
		form("ymd", `(\d{4})-(\d{1,2})-(\d{1,2})`),
		form("ymd", `(\d{4})/(\d{1,2})/(\d{1,2})`),
		form("ymd", `(\d{4})\.(\d{1,2})\.(\d{1,2})`),
		form("ymd", `(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日`),
		form("ymd", `(\d{4})(\d{2})(\d{2})`),
		form("dmy", weekday+day+`[\s-]+(?:of\s+)?`+month+`,?[\s-]+(\d{4})`), // RFC 1123
		form("mdy", weekday+month+`\s+`+day+`,?\s+(\d{4})`),
		form("ymd", `(\d{4})[\s-]+`+month+`[\s-]+`+day),
		form("mdty", weekday+month+`\s+`+day+`\s+(`+clock+`(?:\s+[-+a-z0-9:]+)?)\s+(\d{4})`), // date(1)
		form("xxy", `(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})`),
	}
}()

// commonLayouts are those of nearly all dates, which need no pattern then.
var commonLayouts = [...]string{
	time.DateTime, time.DateOnly, "2006-01-02t15:04:05-07:00", "2006-01-02t15:04:05.000-07:00", "2006-01-02 15:04:05 -0700",
}

// parseDate reads a date in one of the forms that posts have. Days and times
// that do not exist are not rounded, and where there is doubt there is no
// date: a wrong one is worse than none. Without a zone it is UTC.
func parseDate(s string) (time.Time, bool) { return parseDateIn(s, time.UTC) }

// parseDateIn is parseDate where a date without a zone is one of zone.
func parseDateIn(s string, zone *time.Location) (time.Time, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" || len(s) > 100 {
		return time.Time{}, false
	}
	if t, ok := unixTime(s); ok {
		return t, true
	}
	if t, ok := parseCommon(s, zone); ok {
		return t, true
	}
	for _, form := range dateForms {
		if m := form.re().FindStringSubmatchIndex(s); m != nil {
			return form.read(s, m, zone)
		}
	}
	return time.Time{}, false
}

// parseCommon reads a date in one of the common layouts. Zones of 24 hours or with
// 60 minutes, which package time takes, are left to the patterns, which do not.
func parseCommon(s string, zone *time.Location) (time.Time, bool) {
	for _, layout := range commonLayouts {
		if len(s) != len(layout) || s[0] == '0' || s[len(s)-2] >= '6' {
			continue
		}
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			_, offset := t.Zone()
			return t, offset > -24*3600 && offset < 24*3600
		}
	}
	return time.Time{}, false
}

// unixTime reads seconds or milliseconds since 1970, of this century.
func unixTime(s string) (time.Time, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil:
	case len(s) == 10 && s < "4102444800":
		return time.Unix(n, 0).UTC(), true
	case len(s) == 13 && s < "4102444800000":
		return time.UnixMilli(n).UTC(), true
	}
	return time.Time{}, false
}

func (f dateForm) read(s string, m []int, zone *time.Location) (time.Time, bool) {
	var y, mon, d int
	var x []int
	rest := s[m[2*len(f.order)+1]:] // behind the last group
	for i, part := range f.order {
		text := s[m[2*i+2]:m[2*i+3]]
		switch part {
		case 'y':
			y, _ = strconv.Atoi(text)
		case 'm':
			mon = monthOf(text)
		case 'd':
			d, _ = strconv.Atoi(text)
		case 't':
			rest = text
		case 'x':
			n, _ := strconv.Atoi(text)
			x = append(x, n)
		}
	}
	if x != nil {
		var ok bool
		if d, mon, ok = sortDay(x[0], x[1]); !ok {
			return time.Time{}, false
		}
	}
	date := time.Date(y, time.Month(mon), d, 0, 0, 0, 0, time.UTC)
	if y < 1000 || date.Month() != time.Month(mon) || date.Day() != d {
		return time.Time{}, false
	}
	return onDay(date, rest, zone)
}

// sortDay tells day and month apart where only one of them can be a month.
func sortDay(a, b int) (day, month int, ok bool) {
	switch {
	case a > 12, a == b:
		return a, b, true
	case b > 12:
		return b, a, true
	}
	return 0, 0, false
}

// monthOf reads a month as a number or by its name.
func monthOf(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return 1 + slices.Index(monthNames, s[:3])
}

var monthNames = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

var clockForm = lazily(`^(?:at\s+)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,:](\d{1,9}))?)?\s*(?:([ap])\.?m\.?)?\s*(.*)$`)

// onDay adds the time to a day; zone is that of a time without one.
func onDay(date time.Time, rest string, zone *time.Location) (time.Time, bool) {
	y, mon, d := date.Date()
	rest = strings.TrimLeft(rest, "日 \t")
	rest = strings.TrimLeft(strings.TrimPrefix(rest, "t"), ", \t")
	if rest == "" {
		return time.Date(y, mon, d, 0, 0, 0, 0, zone), true
	}
	m := clockForm().FindStringSubmatch(rest)
	if m == nil {
		return time.Time{}, false
	}
	since, ok := timeOfDay(m[1], m[2], m[3], m[5])
	offset, known := zoneOffset(m[6])
	if !ok || !known {
		return time.Time{}, false
	}
	nanos, _ := strconv.Atoi((m[4] + "000000000")[:9])
	switch {
	case m[6] == "":
	case offset != 0:
		zone = time.FixedZone("", offset)
	default:
		zone = time.UTC
	}
	return time.Date(y, mon, d, 0, 0, int(since/time.Second), nanos, zone), true
}

// timeOfDay reads hours, minutes and seconds; half is a or p on a clock of
// twelve hours.
func timeOfDay(hour, minute, second, half string) (time.Duration, bool) {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	s, _ := strconv.Atoi(second)
	switch half {
	case "a", "p":
		if h < 1 || h > 12 {
			return 0, false
		}
		h %= 12
		if half == "p" {
			h += 12
		}
	}
	since := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
	return since, h < 24 && m < 60 && s < 60
}

// zones are the names that mean one thing everywhere. CST is not among them:
// it is six hours west of Greenwich in Chicago and eight east in Shanghai.
var zones = map[string]int{
	"z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6,
	"pst": -8, "pdt": -7, "cet": 1, "cest": 2, "jst": 9, "kst": 9,
}

var zoneForm = lazily(`^(?:utc|gmt)?([-+])(\d{1,2})(?::?(\d{2})(?::?\d{2})?)?(?:\s+\(?[a-z +\-0-9]*\)?)?$`)

// zoneOffset returns the seconds east of Greenwich that a zone says, 0 for
// no zone.
func zoneOffset(s string) (int, bool) {
	if hours, ok := zones[strings.Trim(s, " ()")]; ok || s == "" {
		return hours * 3600, true
	}
	m := zoneForm().FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	h, _ := strconv.Atoi(m[2])
	min, _ := strconv.Atoi(m[3])
	if h > 23 || min > 59 { // no such zones exist, but all readers take them
		return 0, false
	}
	offset := h*3600 + min*60
	if m[1] == "-" {
		offset = -offset
	}
	return offset, true
}

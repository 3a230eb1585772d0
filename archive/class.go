package archive

import "github.com/markive/markive/convert"

// A Class names a kind of trouble in one word, for scripts. The words are
// part of the command's interface and never change.
type Class = convert.Class

// Classes of missing assets.
const (
	ClassHTTPStatus      Class = "http_status"      // an answer other than 200
	ClassTimeout         Class = "timeout"          // no answer, or too slow a one
	ClassTooLarge        Class = "too_large"        // more bytes than allowed
	ClassTruncated       Class = "truncated"        // the body ended early, or the image's end is missing
	ClassConnection      Class = "connection"       // refused, reset, closed
	ClassProtocol        Class = "protocol"         // not HTTP
	ClassDNS             Class = "dns"              // no such name, or no answer
	ClassTLS             Class = "tls"              // a certificate that does not hold
	ClassRedirect        Class = "redirect"         // too many, in a circle, or to nowhere
	ClassBlockedAddress  Class = "blocked_address"  // private, loopback or another special address
	ClassBlockedScheme   Class = "blocked_scheme"   // neither http, https nor data
	ClassBadURL          Class = "bad_url"          // no address at all
	ClassNotImage        Class = "not_image"        // the bytes are no image
	ClassNotMedia        Class = "not_media"        // the bytes are not the sound, video or document that they should be
	ClassActiveContent   Class = "active_content"   // an SVG that runs or fetches something
	ClassContentEncoding Class = "content_encoding" // a compression that was not asked for or does not unpack
	ClassHostDown        Class = "host_down"        // the host failed so often that it is not asked any more
	ClassLocalOutside    Class = "local_outside"    // a path that leaves the input, or a link
	ClassLocalMissing    Class = "local_missing"    // no such file
)

// Classes of posts that have no bundle, beside those of package convert.
const (
	ClassNotRegular Class = "not_regular" // a link, a pipe, a device
	ClassUnreadable Class = "unreadable"  // permission, or it went away
	ClassExists     Class = "exists"      // something that is not ours stands in the bundle's place
	ClassDamaged    Class = "damaged"     // its bundle is not as it was written
	ClassIO         Class = "io"          // reading or writing went wrong
)

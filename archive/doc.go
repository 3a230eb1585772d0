// Package archive turns posts into an archive: a folder of bundles, one for
// each post, that need nothing outside themselves.
//
// [Find] lists posts, an [Archiver] archives them, [Verify] tells whether an
// archive is still what it was. The package prints nothing; what happens is
// told through Options.Event and in a [Report].
//
// # An archive
//
//	ARCHIVE/
//	  README.txt                     what this is, and how to check it without markive
//	  index.html                     the catalogue: a list of all posts, with search
//	  index.files/                   its data
//	  a/b/2021-11-20-hello/          the bundle of a/b/2021-11-20-hello.html
//	    index.md                     front matter, then Markdown
//	    index.html                   the same for a browser, with Options.Pages
//	    images/01-cat-9f2c41d7.png   what the post shows
//	    files/02-talk-03b1c2d4.mp3   what it plays, if that was asked for
//	    source.txt                   the input, byte for byte
//	    markive.json                 the manifest
//	    manifest-sha256.txt          the checksums of all other files
//	  .markive/                      the state of the tool; may be deleted when no run is at work
//
// Files have mode 0644 and folders 0755, less what the umask takes. Whatever
// else lies in an archive is not touched.
//
// With FormatBag every bundle is a bag (BagIt 1.0, RFC 8493): all files but
// the list of checksums are below data, and that list, which is the payload
// manifest, names them there. Beside it are bagit.txt, bag-info.txt
// with Bag-Software-Agent and Payload-Oxum, and tagmanifest-sha256.txt, which
// lists these three. No name of ours has a character that BagIt would encode.
//
// # An archive in one file
//
// A tar (pax) or zip holds README.txt and then the same bundles, in the order
// of their names, each with its files in the order in which they were made:
// images and files, index.md, source.txt, markive.json, the lists. It has no
// folders of their own, every file has mode 0644 and the time 1980-01-01 00:00
// UTC, and a zip compresses text alone. So the same bundles give the same
// bytes.
//
// A run writes such a file aside, as part in its state (.markive/NAME beside
// it), and renames it over the former one when it is whole; if nothing has
// changed it writes nothing. Bundles that have not changed are copied. What a
// killed run has left of a tar gives the next one the bundles that are whole
// in it, by their bytes; a zip without its end gives nothing. A tar that was
// cut is made whole again from the posts, and the file that was found stays in
// the folder damaged of the state. A file that holds no bundle, or anything
// outside of bundles that is not ours, is not replaced, but for a README.txt of
// somebody else's, which stays as in a folder. A stream
// (Options.Output) is a tar without a memory.
//
// # Names
//
// The path of a bundle is that of its input without the extension, below the
// folder that is archived or, with several arguments, below the one that they
// have in common. The bundle of x/index.md is x. Every part of it is UTF-8 in
// NFC and keeps its script; blanks, control characters, characters that turn
// the direction of writing, bytes that are not UTF-8 and < > : " \ | ? * # % ^
// ` { } [ ] become a hyphen. It does not start with a dot, a hyphen or a blank
// nor end with a dot or a blank, and is no name of a Windows device and none
// that an archive uses itself (those get an underscore). A part of more than
// 191 bytes is cut and ends in a hyphen and eight digits of a hash.
//
// No two bundles have one name and none lies in another, also for file
// systems that tell neither case nor normal form apart. Folders that differ
// only so are one folder, in the spelling that sorts first. Posts that share a
// name (a.md and a.html, or A.md), and a post whose bundle would hold the
// folder of others (a.md beside a/b.md; there a/b.md keeps its name), get a
// hyphen and eight digits of the SHA-256 of their path. Names are therefore a
// function of the set of inputs. When the set changes, bundles are moved to
// their new names; only where something else has taken a name does a bundle
// keep the one that it has. A post that has none yet and whose name is taken,
// also by the bundle of a post that is gone, fails with the class exists.
//
// Images lie below images; sound, videos and documents, where a converter finds
// them (convert.Options.Assets), below files. Such a file is called by the
// number of its asset in order of use (two digits or as many as all assets of
// the post need; missing ones are counted, so that what comes later renames
// nothing), a stem made from the address, eight digits of the SHA-256 of its
// bytes, and an extension that follows the bytes. Assets with the same bytes
// are one file, that of the first.
//
// # Pages
//
// The index.html of a bundle, which Options.Pages adds, is its index.md,
// rendered. It holds no script and loads nothing but the pictures of the
// bundle: of HTML in the Markdown only elements and attributes that are known
// to be harmless are written, and a Content-Security-Policy forbids the rest.
// Where a picture is not held a mark stands, with its alternative text and its
// address; why, the catalogue tells, to which the foot of the page leads. Lists
// of definitions are read as Hugo and Jekyll do. It is a function of the text
// and the manifest.
//
// So it does not know which other posts the archive has. A link to a post of
// the same site (an address of it, a path, the file of another post, a
// post_link, post_url or ref tag) leads to the catalogue, with all by which
// the post may be found, at last its address without a query; the catalogue
// goes on to the one that is there, or tells its address on the web. The foot
// of the page tells that too, for a bundle without its archive. Template tags
// for the root of the site before a path (site.baseurl and its kin) are read.
// Other links stay as they are, but for paths from that root, which lead to the
// web. Which addresses a post has follows from its front matter, its path and
// the configuration of its site (_config.yml, hugo.toml, ...), the nearest at or
// above it, up to Source.Root: see [convert.Site]. They are in the manifest, and
// what was read of the configuration is one of the options that shape a bundle.
//
// # Targets
//
// With Options.Target the index.md of every bundle is written for a program
// (convert.Target); the manifest tells it among the options that shaped the
// bundle, and another one makes the bundle anew. Bundles keep their form, so a
// Hugo site that has them below its content publishes their manifests and sources
// too.
//
// Export puts the posts of an archive where a program looks for them, without
// manifests and sources: for Hugo page bundles below content/posts, for Hexo
// source/_posts with an asset folder for each, for Jekyll _posts (_drafts for
// drafts that have no date) and assets, for Astro a collection below src/content/posts, for Obsidian notes and
// attachments, for MkDocs docs. Where a program knows folders the path of the
// bundle is kept; else the post is called by the last part of it. Posts that the
// program would not tell apart by that (Hugo goes by hardly any punctuation, Jekyll
// by day and name) get a short hash of their paths behind it, and of those that
// their front matter leads to one address, all but the first. A bundle that was
// written for a program is converted anew from its source, for that one too.
//
// A link to another post of the archive, found as on the pages, leads to where
// the program will have that, whichever addresses the site's settings give it:
// relref for Hugo, post_path for Hexo (in HTML, and not in a post with other
// tags), post_url for Jekyll, the file for Obsidian and MkDocs, ../ID/ for
// Astro. Those to drafts, and to what is of a later day, stay as they are.
//
// Files that an export has written are in .markive-export with their checksums,
// below a line that names the program and the archive: what is not as it says
// there is somebody's and stays, as does what another archive's export has written,
// where a post that has the same name fails, as long as that archive is there. What
// the same archive's earlier exports for the program have written, and the last one
// has not, is removed, once that has every post in its place. One export at a time
// writes to a folder: .markive-export.lock, which stays, keeps others out.
//
// # The catalogue
//
// The index.html of an archive lists and searches all bundles that are in it,
// from the disk and without a server: a script loads what it needs of
// index.files, which are scripts that hand over a value each. root names the
// others and has the years, categories, tags, authors and folders of most
// posts; posts has 200 posts as the list shows them, the oldest first; text the
// texts of some, missing and reasons which of their pictures are missing and
// why, terms a stretch of the inverted index, directory the first term of every
// stretch; list-N.html are plain lists for browsers without scripts. A term is
// a word, folded, the beginning of one, two words that follow each other, two
// characters of a script that does not part words, or, behind an @, what a link
// to the post is found by; of a post the first 256 KiB of text are searched.
// What a reader asks for is in the address (#q=WORDS&y=2021&t=TAG), so that it is
// there again when he comes back; an empty value asks for posts without any.
//
// A file's name ends in a hash of what is in it, and index.html, which names
// root, is replaced last: a reader meets the old catalogue or the new one. The
// same bundles have the same catalogue, however they came to be, but for the
// reasons, which are those of the last run's report.
//
// A run with Options.Pages, or over an archive that has one, brings it up to
// date at its end. Index makes that of shards and of archives without pages,
// and looks at every file of it. Only what has changed is read and written.
// What is known of each bundle is kept in .markive/cards, the inverted index in
// .markive/catalog.terms; deleted, they are made again. What is sorted goes to
// the disk beyond 20 MiB, so that memory grows by some twenty bytes a post. An
// archive that is one file has none. An index.html that is not ours stays, and
// the archive has no catalogue.
//
// # The manifest
//
// The fields of markive.json are those of [Manifest]. Times in it follow
// Options.Epoch if that is set. It tells which assets are missing, but not why,
// since reasons differ from run to run: they are in the Report, and in the
// state; a bundle's page tells what its address alone tells. The same input, options and answers give the same bundle, byte for
// byte, whatever the number of workers.
//
// manifest-sha256.txt has a line for every other file of the bundle, sorted by
// path: 64 hexadecimal digits, two blanks, the path. That is the form of
// sha256sum, which checks it with -c, and of BagIt.
//
// # Whole or absent
//
// A bundle is built below .markive/staging. Its files and folders are synced,
// several bundles at once where the system can, ten times a second at most, then
// it is renamed to its name, then the folder of that name is synced; an error of
// any of these is an error of the run. Options.Durability chooses between this, one bundle at a time,
// and no syncs at all. On one busy machine with a virtual disk, 200 small posts
// took 1.6 times as long with one bundle at a time as without any sync (median
// of seven pairs); what batches cost was less than the noise of the
// measurement. What is in the making is spread over the disk in small
// districts: on ext4, an archive built where another had just been deleted took
// half the kernel's time with them. A bundle that replaces an older one of the
// same post changes places with it in one step, so that one of them is there at
// every moment. Where the system or the file system cannot do that, and where
// the old one was damaged, that is moved aside first, below .markive/replaced; a
// run that is killed between the two renames is mended when the archive is
// opened again.
//
// A folder is ours if it holds a manifest with the path of the post. Anything
// else that stands where a bundle should go, also a link, stays as it is, and
// the post fails with the class exists; so it does if its bundle would be
// replaced and holds a file that is in neither of its lists, or an index.md
// that somebody has edited. No link is followed.
//
// # Running again
//
// A post whose size, time of modification and options are those of the last run
// is not read if the listing of its bundle, the names and sizes of all files
// but for the size of index.md, is that of the last run too. One whose bytes
// and options are those that its manifest tells is finished. Missing assets are
// asked for again; a bundle is written anew only if one was had. When a post
// has changed, the images that its bundle holds are used again, unless they
// came from the disk. One that was renamed has those of the bundle that was made
// of the same bytes. An image that cannot be fetched any more stays held, also
// if a lesser candidate, or a web archive, has something in its stead. Kinds of
// assets that a bundle was made with stay with it, whichever a later run is
// asked for. What an interrupted run has fetched for posts that it did not
// finish is used by the next.
//
// A bundle that lacks a file, or holds one of another size, is written anew.
// With Options.Verify so is one with other bytes; without, one of which a file
// turns out to have others when it is written again. What is whole of it is
// used again; if its manifest is lost, its files are known by their names, the
// list of checksums, and the post that is in source.txt.
// What stood there goes to .markive/damaged, and the report names the bundle in
// Healed.
//
// A post that is gone leaves its bundle. Options.Prune moves it to
// .markive/pruned; of a pack it is unpacked there. One that was refused, or lies
// below a folder that was, is not gone. Nothing is removed from the
// folders damaged and pruned but by whoever deletes the state.
//
// # The state
//
// .markive holds, in an archive that is a folder:
//
//	lock, holder      the lock of a run, and who holds it
//	state             a line for every post, with the digest of its bundle's listing; at its end a checksum
//	gone              addresses of which a server has said that nothing is there
//	staging, spool    bundles and assets in the making
//	rescued           assets of an interrupted run
//	replaced          bundles that are being replaced
//	vacated           folders to clear, while bundles are moved or pruned
//	damaged, pruned   bundles that have no place in the archive any more
//	report.json       the Report of the last run that wrote anything or met other problems
//	shard-3-of-8      the same of one shard
//
// All but damaged and pruned is a cache; with it goes which pictures are lesser
// ones for now, since a server was busy, and only Refresh asks for better ones
// then. A pack does not know that either. Where the state file is absent,
// damaged or of another version, or a bundle is not where it says, bundles are
// found by their manifests.
//
// Shards (Options.Shard) are parts of the posts by the SHA-256 of their paths.
// Each has a lock of its own and shares that of the archive, so that they may
// run side by side but not beside a run over the whole. The report of a shard
// is there only if its last run came to its end, and goes when another
// division of the posts, or a run over all of them, has come later. Index joins
// them to that of the archive.
//
// # Limits
//
// A post has at most convert.MaxPost bytes, a manifest 128 MiB. Memory is
// bounded by the posts in hand, which are admitted by their size. Every read of
// a server has bounds in size (Options.MaxImage and its neighbours) and in time,
// number and speed (Options.Patience); a host that was not reached three times
// in a row is not asked any more, however many images are there, and one that
// has answered ten times in a row that it failed is asked once for each.
//
// # Fetching
//
// An asset is asked for on the way from the top to the bottom:
//
//	homes     where a relative address may be on the web (home.go)
//	fetcher   the candidates of an asset in order; where each may be had (fetch.go)
//	flights   an address is asked for once in a run, whoever wants it (flight.go)
//	persist   attempts at an address, as many as its failures are worth (retry.go)
//	attempt   an address and what it redirects to (http.go)
//	hosts     waits for the host's slot, pace and pause, then for a slot of all (host.go)
//	port      of a host: given up when it is of no use (breaker.go)
//	sending   a request goes out once, on a connection that is its own (wire.go)
//	guard     addresses that are dialled, or asked of a proxy (guard.go)
//	spool     bytes are kept if they are an image, or of the wanted kind (spool.go)
package archive

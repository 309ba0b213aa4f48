package osm

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	posm "github.com/paulmach/osm"
)

// The pieces of a PBF, to be put together wrongly.

func varint(field int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(field)<<3), v)
}

func lump(field int, data ...[]byte) []byte {
	all := bytes.Join(data, nil)
	b := binary.AppendUvarint(binary.AppendUvarint(nil, uint64(field)<<3|2), uint64(len(all)))
	return append(b, all...)
}

func zigzags(vs ...int64) (b []byte) {
	for _, v := range vs {
		b = binary.AppendVarint(b, v)
	}
	return b
}

func uvarints(vs ...uint64) (b []byte) {
	for _, v := range vs {
		b = binary.AppendUvarint(b, v)
	}
	return b
}

// fileBlock frames a Blob.
func fileBlock(kind string, blob []byte) []byte {
	head := append(lump(1, []byte(kind)), varint(3, uint64(len(blob)))...)
	return slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(len(head))), head, blob)
}

func rawBlob(data []byte) []byte { return lump(1, data) }

func deflated(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func zlibBlob(data []byte) []byte {
	return append(varint(2, uint64(len(data))), lump(3, deflated(data))...)
}

func pbfHeader() []byte {
	return fileBlock("OSMHeader", rawBlob(slices.Concat(lump(4, []byte("OsmSchema-V0.6")), lump(4, []byte("DenseNodes")))))
}

func stringTable(s ...string) []byte {
	var all [][]byte
	for _, v := range s {
		all = append(all, lump(1, []byte(v)))
	}
	return lump(1, all...)
}

// pbf is a whole file around PrimitiveBlocks.
func pbf(blocks ...[]byte) []byte {
	out := pbfHeader()
	for _, b := range blocks {
		out = append(out, fileBlock("OSMData", rawBlob(b))...)
	}
	return out
}

// goodBlock has two nodes, a path between them and a relation.
func goodBlock() []byte {
	dense := slices.Concat(lump(1, zigzags(10, 1)), lump(8, zigzags(400000000, 1000)), lump(9, zigzags(1163000000, 1000)),
		lump(10, uvarints(3, 4, 0, 0)))
	way := slices.Concat(varint(1, 5), lump(2, uvarints(1)), lump(3, uvarints(2)), lump(8, zigzags(10, 1)))
	relation := slices.Concat(varint(1, 6), lump(2, uvarints(5)), lump(3, uvarints(6)), lump(8, uvarints(7)), lump(9, zigzags(5)), lump(10, uvarints(1)))
	return slices.Concat(stringTable("", "highway", "path", "name", "x", "type", "multipolygon", "outer"),
		lump(2, lump(2, dense)), lump(2, lump(3, way)), lump(2, lump(4, relation)))
}

func TestGoodPBFByHand(t *testing.T) {
	for name, data := range map[string][]byte{
		"raw":            pbf(goodBlock()),
		"zlib":           append(pbfHeader(), fileBlock("OSMData", zlibBlob(goodBlock()))...),
		"unknown blob":   slices.Concat(pbfHeader(), fileBlock("OSMIndex", []byte{1, 2, 3}), fileBlock("OSMData", rawBlob(goodBlock()))),
		"strings last":   pbf(slices.Concat(goodBlock()[len(stringTable("", "highway", "path", "name", "x", "type", "multipolygon", "outer")):], stringTable("", "highway", "path", "name", "x", "type", "multipolygon", "outer"))),
		"unknown fields": pbf(slices.Concat(varint(99, 7), lump(98, []byte("zz")), goodBlock())),
	} {
		x, err := Import(t.Context(), openSource(t, writeFile(t, "x.osm.pbf", data)), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s := x.Stats; s.Nodes != 2 || s.Ways != 1 || s.Relations != 1 || s.GraphNodes != 2 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestMalformedPBFIsRefused(t *testing.T) {
	strs := stringTable("", "highway", "path")
	group := func(field int, parts ...[]byte) []byte { return slices.Concat(strs, lump(2, lump(field, parts...))) }
	nodes := func(parts ...[]byte) []byte { return pbf(group(2, parts...)) }
	way := func(parts ...[]byte) []byte { return pbf(group(3, parts...)) }
	header := func(blob []byte) []byte { return fileBlock("OSMHeader", blob) }
	good := pbf(goodBlock())
	huge := append(varint(2, 1<<40), lump(3, deflated([]byte("x")))...)
	for name, data := range map[string][]byte{
		"tag outside the strings":        nodes(lump(1, zigzags(1)), lump(8, zigzags(1)), lump(9, zigzags(1)), lump(10, uvarints(1, 3, 0))),
		"huge tag number":                nodes(lump(1, zigzags(1)), lump(8, zigzags(1)), lump(9, zigzags(1)), lump(10, uvarints(1<<63, 1, 0))),
		"fewer latitudes than ids":       nodes(lump(1, zigzags(1, 1)), lump(8, zigzags(1)), lump(9, zigzags(1, 1))),
		"no longitudes":                  nodes(lump(1, zigzags(1)), lump(8, zigzags(1))),
		"tags cut in the middle":         nodes(lump(1, zigzags(1)), lump(8, zigzags(1)), lump(9, zigzags(1)), lump(10, uvarints(1))),
		"endless varint":                 nodes(lump(1, bytes.Repeat([]byte{0xff}, 30)), lump(8, zigzags(1)), lump(9, zigzags(1))),
		"ids that are a number":          nodes(varint(1, 7), lump(8, zigzags(1)), lump(9, zigzags(1))),
		"more keys than values":          way(varint(1, 1), lump(2, uvarints(1, 1)), lump(3, uvarints(1))),
		"way tag outside the strings":    way(varint(1, 1), lump(2, uvarints(1)), lump(3, uvarints(9))),
		"refs cut in a number":           way(varint(1, 1), lump(8, []byte{0x80})),
		"member role outside":            pbf(group(4, varint(1, 1), lump(8, uvarints(9)), lump(9, zigzags(1)), lump(10, uvarints(1)))),
		"member of an unknown type":      pbf(group(4, varint(1, 1), lump(8, uvarints(0)), lump(9, zigzags(1)), lump(10, uvarints(3)))),
		"fewer member ids than roles":    pbf(group(4, varint(1, 1), lump(8, uvarints(0, 0)), lump(9, zigzags(1)), lump(10, uvarints(1, 1)))),
		"length beyond the block":        pbf([]byte{1<<3 | 2, 0xff, 0xff, 0xff, 0xff, 0x07}),
		"length beyond int":              pbf([]byte{1<<3 | 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}),
		"group wire type":                pbf([]byte{5<<3 | 3}),
		"field zero":                     pbf([]byte{0, 0}),
		"unpacks to a terabyte":          append(pbfHeader(), fileBlock("OSMData", huge)...),
		"unpacks to more than it says":   append(pbfHeader(), fileBlock("OSMData", append(varint(2, 3), lump(3, deflated([]byte("longer")))...))...),
		"unpacks to less than it says":   append(pbfHeader(), fileBlock("OSMData", append(varint(2, 30), lump(3, deflated([]byte("longer")))...))...),
		"negative size":                  append(pbfHeader(), fileBlock("OSMData", append(varint(2, 1<<64-1), lump(3, deflated([]byte("x")))...))...),
		"no zlib":                        append(pbfHeader(), fileBlock("OSMData", append(varint(2, 3), lump(3, []byte("abc"))...))...),
		"lzma":                           append(pbfHeader(), fileBlock("OSMData", lump(4, []byte("abc")))...),
		"no data":                        append(pbfHeader(), fileBlock("OSMData", varint(2, 3))...),
		"unknown feature":                append(header(rawBlob(lump(4, []byte("LocationsInSpace")))), good...),
		"history":                        append(header(rawBlob(lump(4, []byte("HistoricalInformation")))), good...),
		"broken header block":            header(rawBlob([]byte{0xff})),
		"header of 2 GiB":                {0x00, 0x00, 0xff, 0xff, 'O', 'S', 'M', 'H', 'e', 'a', 'd', 'e', 'r'},
		"blob of 2 GiB":                  append(pbfHeader(), append([]byte{0, 0, 0, 15}, slices.Concat(lump(1, []byte("OSMData")), varint(3, 1<<31-1))...)...),
		"negative blob size":             append(pbfHeader(), append([]byte{0, 0, 0, 20}, slices.Concat(lump(1, []byte("OSMData")), varint(3, 1<<64-1))...)...),
		"cut in the length":              append(slices.Clone(good), 0, 0),
		"cut in the header":              append(slices.Clone(good), 0, 0, 0, 9, 1),
		"cut in the blob":                good[:len(good)-1],
		"a second file behind the first": append(slices.Clone(good), 0x50, 0x4b, 3, 4),
	} {
		src, err := FileSource(writeFile(t, "x.osm.pbf", data))
		if err == nil {
			_, err = Import(t.Context(), src, Options{})
		}
		if !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEveryCutAndFlip damages a small file in every byte: an error or a result, never a panic.
func TestEveryCutAndFlip(t *testing.T) {
	good := append(pbf(goodBlock()), fileBlock("OSMData", zlibBlob(goodBlock()))...)
	path := filepath.Join(t.TempDir(), "x.osm.pbf")
	try := func(data []byte) error {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		src, err := FileSource(path)
		if err != nil {
			return err
		}
		_, err = Import(t.Context(), src, Options{})
		return err
	}
	if err := try(good); err != nil {
		t.Fatal(err)
	}
	whole := map[int]bool{len(pbfHeader()): true, len(pbf(goodBlock())): true}
	for i := range good {
		if err := try(good[:i]); !whole[i] && !errors.Is(err, ErrMalformed) {
			t.Errorf("cut to %d of %d bytes: %v", i, len(good), err)
		}
		bad := slices.Clone(good)
		bad[i] ^= 0x81
		if err := try(bad); err != nil && !errors.Is(err, ErrMalformed) {
			t.Errorf("byte %d: %v", i, err)
		}
	}
}

// allocated runs f and returns how many bytes it took from the heap in all, freed or not: more than it ever held.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestBombsStayBounded reads small files that unpack to very much.
func TestBombsStayBounded(t *testing.T) {
	zeros := func(n int) []byte { return make([]byte, n) }
	ref := bytes.Repeat([]byte{2}, 30<<20)
	bombs := map[string][]byte{
		"spaces in XML":    gzipped(t, append([]byte("<osm>"), bytes.Repeat([]byte(" "), 80<<20)...)),
		"one long tag":     gzipped(t, append([]byte("<osm><node id='1' lat='1' lon='1'><tag k='"), bytes.Repeat([]byte("x"), 80<<20)...)),
		"one long comment": gzipped(t, append([]byte("<osm><!--"), bytes.Repeat([]byte("x"), 80<<20)...)),
		"one endless way":  gzipped(t, slices.Concat([]byte("<osm><way id='1'>"), bytes.Repeat([]byte("<nd ref='1'/>"), 3<<17), []byte("</way></osm>"))),
		"endless tags":     gzipped(t, slices.Concat([]byte("<osm><way id='1'>"), bytes.Repeat([]byte("<tag k='a' v='b'/>"), 5000), []byte("</way></osm>"))),
		"nesting":          gzipped(t, append([]byte("<osm>"), bytes.Repeat([]byte("<a>"), 1<<20)...)),
	}
	blob := fileBlock("OSMData", zlibBlob(slices.Concat(stringTable("", "highway", "path"),
		lump(2, lump(3, varint(1, 1), lump(2, uvarints(1)), lump(3, uvarints(2)), lump(8, ref))))))
	bombs["a way of 30 million nodes"] = append(pbfHeader(), blob...)
	empty := fileBlock("OSMData", zlibBlob(lump(99, zeros(31<<20))))
	bombs["blocks of nothing"] = append(pbfHeader(), bytes.Repeat(empty, 40)...)
	bombs["empty ways"] = append(pbfHeader(), fileBlock("OSMData", zlibBlob(lump(2, bytes.Repeat([]byte{3<<3 | 2, 0}, 15<<20))))...)
	bombs["empty strings"] = append(pbfHeader(), fileBlock("OSMData", zlibBlob(lump(1, bytes.Repeat([]byte{1<<3 | 2, 0}, 15<<20))))...)
	for name, data := range bombs {
		src, err := FileSource(writeFile(t, "bomb", data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		used := allocated(func() { _, err = Import(t.Context(), src, Options{}) })
		t.Logf("%-26s %8d bytes: %4d MiB allocated, %v", name, len(data), used>>20, err)
		if err == nil || len(err.Error()) > 400 || used > 600<<20 {
			t.Errorf("%s: %d MiB allocated, %.400v", name, used>>20, err)
		}
	}
}

func TestManyReferencesInASmallFile(t *testing.T) {
	m := &memory{}
	w := &posm.Way{Tags: tagsOf("highway=path"), Nodes: make(posm.WayNodes, 1<<20)}
	for range 8 {
		m.objects = append(m.objects, w)
	}
	if _, err := Import(t.Context(), sized{m, 1000}, Options{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a thousand bytes with eight million references: %v", err)
	}
}

type sized struct {
	*memory
	size int64
}

func (s sized) Size() int64 { return s.size }

func TestMalformedXMLIsRefused(t *testing.T) {
	const node = `<node id="1" lat="1" lon="2"/>`
	for name, doc := range map[string]string{
		"entity bomb":     `<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><osm><node id="1" lat="1" lon="2"><tag k="name" v="&b;"/></node></osm>`,
		"external entity": `<!DOCTYPE osm [<!ENTITY x SYSTEM "file:///etc/passwd">]><osm>` + node + `</osm>`,
		"unknown entity":  `<osm><node id="1" lat="1" lon="2"><tag k="name" v="&x;"/></node></osm>`,
		"html":            `<html><body>502 Bad Gateway</body></html>`,
		"empty":           `<?xml version="1.0"?>`,
		"cut off":         `<osm>` + node,
		"cut in a tag":    `<osm><node id="1" lat=`,
		"wrong end":       `<osm><node id="1" lat="1" lon="2"></way></osm>`,
		"extra end":       `<osm></osm></osm>`,
		"no id":           `<osm><node lat="1" lon="2"/></osm>`,
		"id is a word":    `<osm><node id="x" lat="1" lon="2"/></osm>`,
		"id too large":    `<osm><node id="99999999999999999999" lat="1" lon="2"/></osm>`,
		"bad latitude":    `<osm><node id="1" lat="1,5" lon="2"/></osm>`,
		"bad ref":         `<osm><way id="1"><nd ref="a"/></way></osm>`,
		"no ref":          `<osm><way id="1"><nd/></way></osm>`,
		"latin1":          `<?xml version="1.0" encoding="ISO-8859-1"?><osm>` + node + `</osm>`,
		"node history":    `<osm>` + node + `<node id="1" version="1" lat="1" lon="2"/><node id="1" version="2" visible="false"/></osm>`,
		"way history":     `<osm><way id="1" version="1"><nd ref="1"/></way><way id="1" version="2" visible="false"/></osm>`,
		"bad utf-8":       "<osm><node id=\"1\" lat=\"1\" lon=\"2\"><tag k=\"name\" v=\"\xff\"/></node></osm>",
		"deep":            "<osm>" + strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40) + "</osm>",
	} {
		src, err := FileSource(writeFile(t, "x.osm", []byte(doc)))
		if err == nil {
			_, err = Import(t.Context(), src, Options{})
		}
		if !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestXMLVariants(t *testing.T) {
	doc := `<?xml version='1.0' encoding='UTF-8'?>
<!-- JOSM, Overpass and change files -->
<osm version='0.6' upload='false' generator='JOSM'>
  <bounds minlat='1' minlon='1' maxlat='2' maxlon='2' origin='x'/>
  <remark> runtime </remark>
  <node id='-1' action='modify' visible='true' lat='40' lon='116.3'><tag k='name' v='&lt;a&gt; &amp; &#20013;'/><tag k='shop' v='mall'/></node>
  <node id='-2' lat='40.001' lon='116.3'><tag k='a' v='b'/><unknown><deep/></unknown></node>
  <node id='3' lat='40.002' lon='116.3' action='delete'/>
  <node id='4' visible='false' version='9'/>
  <node id='5' lat='NaN' lon='116.3'/>
  <way id='-9'><center lat='1' lon='1'/><nd ref='-1'/><nd ref='-2'/><nd ref='3'/><tag k='highway' v='path'/></way>
  <way id='10' visible='false'><nd ref='-1'/><nd ref='-2'/><tag k='highway' v='path'/></way>
  <changeset id='1'/>
</osm>`
	x := importFile(t, writeFile(t, "x.osm", []byte("\xef\xbb\xbf"+doc)), Options{})
	if s := x.Stats; s.Nodes != 2 || s.Ways != 1 || s.GraphNodes != 2 || s.MissingNodes != 1 {
		t.Errorf("%+v", s)
	}
	if len(x.Places) != 1 || x.Places[0].Name != "<a> & 中" || x.Places[0].ID != "osm:n-1" {
		t.Errorf("%+v", x.Places)
	}
	change := `<osmChange version="0.6"><create><node id="1" lat="40" lon="116.3"/><node id="2" lat="40.001" lon="116.3"/></create>
		<modify><way id="7" version="2"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way></modify>
		<delete><node id="9" lat="3" lon="3"/><way id="8"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way></delete>
		<modify><node id="3" lat="1" lon="1"/></modify></osmChange>`
	x = importFile(t, writeFile(t, "x.osc", []byte(change)), Options{})
	if s := x.Stats; s.Nodes != 2 || s.Ways != 1 || s.GraphNodes != 2 {
		t.Errorf("change file: %+v", s)
	}
}

// scanAll imports data and fails on anything but a clean refusal.
func scanAll(t *testing.T, data []byte) {
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	var src Source
	switch sniff(data) {
	case kindPBF:
		src = &pbfFile{open: open, size: int64(len(data))}
	case kindXML:
		src = &xmlFile{open: open, size: int64(len(data))}
	default:
		return
	}
	x, err := Import(t.Context(), src, Options{})
	if err != nil {
		if !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrTooLarge) {
			t.Fatalf("unexpected error: %v", err)
		}
		return
	}
	if x.Graph == nil || x.Basemap == nil {
		t.Fatal("half an extract")
	}
	if _, err := x.Basemap.Tile(0, 0, 0); err != nil {
		t.Fatal(err)
	}
}

func FuzzPBF(f *testing.F) {
	f.Add(pbf(goodBlock()))
	f.Add(append(pbfHeader(), fileBlock("OSMData", zlibBlob(goodBlock()))...))
	f.Add(pbfHeader())
	f.Fuzz(scanAll)
}

// FuzzPBFBlock puts any bytes into a well-framed file, so that the fuzzer gets to the objects.
func FuzzPBFBlock(f *testing.F) {
	f.Add(goodBlock())
	f.Add(slices.Concat(stringTable("", "a"), lump(2, lump(1, varint(1, 8), varint(8, 8), varint(9, 8), lump(2, uvarints(1)), lump(3, uvarints(1))))))
	f.Fuzz(func(t *testing.T, block []byte) { scanAll(t, pbf(block)) })
}

func FuzzXML(f *testing.F) {
	f.Add([]byte(`<osm><bounds minlat="1" minlon="1" maxlat="2" maxlon="2"/><node id="1" lat="1" lon="1" version="2"/>` +
		`<node id="2" lat="1" lon="1.001"><tag k="barrier" v="gate"/><tag k="access" v="private"/></node>` +
		`<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="1"/><tag k="highway" v="footway"/><tag k="name" v="a"/></way>` +
		`<relation id="1"><member type="way" ref="1" role="outer"/><tag k="type" v="multipolygon"/><tag k="building" v="yes"/></relation></osm>`))
	f.Add([]byte(`<osmChange><delete><node id="1" lat="1" lon="1"/></delete></osmChange>`))
	f.Add([]byte(`<!DOCTYPE osm []><osm/>`))
	f.Fuzz(scanAll)
}

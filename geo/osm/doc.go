// Package osm knows OpenStreetMap extracts: how to read .osm.pbf and .osm XML whatever their order and however broken, who
// may walk where (rules.go), what is drawn how (looks.go), and which names are places to start a walk from (subject.go).
// Import turns an extract into a street graph, a basemap, places and childcare facilities.
//
// It reads PBF and XML itself and uses paulmach/osm for its types only. osmpbf of that module decodes in goroutines of its
// own, where a string number, node list or negative size that does not fit panics and ends the whole process, and it
// unpacks zlib data without a limit; both were to be expected of files that users upload. To guard it one would have to
// unpack and check everything first, which is the decoder again. The tests hold this reader against osmpbf and osmxml,
// object for object.
//
// It must not know what a facility is beyond its tags, where its results are stored, or what is asked of them.
package osm

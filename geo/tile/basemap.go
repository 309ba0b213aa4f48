package tile

// Basemap is an immutable set of features with a spatial index. It is safe for concurrent use.
type Basemap struct{}

// New builds a basemap. Features with an unknown layer or an unusable geometry are left out. The result, and every tile
// of it, depends only on the set of features, not on their order.
func New(features []Feature) *Basemap { return &Basemap{} }

// Tile returns the uncompressed MVT bytes of one tile, nil when it is empty, ErrTile when z, x, y name no tile.
func (b *Basemap) Tile(z, x, y uint32) ([]byte, error) { return nil, nil }

// WriteFile stores the basemap at path, atomically.
func (b *Basemap) WriteFile(path string) error { return nil }

// OpenFile reads a basemap written by WriteFile: ErrDamaged, ErrVersion.
func OpenFile(path string) (*Basemap, error) { return &Basemap{}, nil }

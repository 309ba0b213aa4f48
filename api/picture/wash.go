package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"

	"golang.org/x/image/webp"
)

// wash decodes a picture, turns it upright, shrinks it and writes it anew. Any fault of the picture is picture_damaged, one that
// makes a decoder panic too.
func wash(head Head, body []byte) (out Clean, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			out, err = Clean{}, damaged(fmt.Errorf("picture: %v", fault))
		}
	}()
	raw, err := decode(head.Kind, body)
	if err != nil {
		return Clean{}, damaged(err)
	}
	size := raw.Bounds().Size()
	if size.X != head.Width || size.Y != head.Height {
		return Clean{}, damaged(fmt.Errorf("picture: the head says %d x %d, the pixels are %d x %d", head.Width, head.Height, size.X, size.Y))
	}
	upright := shrink(raw, head.Orientation)
	var file bytes.Buffer
	if err := jpeg.Encode(&file, upright, &jpeg.Options{Quality: quality}); err != nil {
		return Clean{}, damaged(err)
	}
	return Clean{JPEG: file.Bytes(), Width: upright.Rect.Dx(), Height: upright.Rect.Dy()}, nil
}

func decode(kind Kind, body []byte) (image.Image, error) {
	switch kind {
	case JPEG:
		return jpeg.Decode(bytes.NewReader(body))
	case PNG:
		return png.Decode(bytes.NewReader(body))
	case WebP:
		return webp.Decode(bytes.NewReader(body))
	default:
		return nil, fmt.Errorf("picture: no decoder for %s", kind)
	}
}

// fit is the size of a clean picture before it is turned: never larger than it was.
func fit(width, height int) (w, h int) {
	long, short := max(width, height), min(width, height)
	scale := float64(MaxSide) / float64(long)
	if long > 3*short {
		scale = MaxSide / math.Sqrt(float64(width)*float64(height))
	}
	if scale >= 1 {
		return width, height
	}
	return max(1, int(math.Round(float64(width)*scale))), max(1, int(math.Round(float64(height)*scale)))
}

// shrink draws a picture upright on white, smaller if need be. Every pixel that was there weighs in with the area it covers, so
// that small print stays as readable as its size allows. One row is read at a time: nothing but the result is held.
func shrink(raw image.Image, orientation int) *image.RGBA {
	from := raw.Bounds()
	width, height := fit(from.Dx(), from.Dy())
	out, at := canvas(width, height, orientation)
	columns := shares(from.Dx(), width)
	strip := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	across, sum := make([]float32, 3*width), make([]float32, 3*width)
	next := 0 // the row of the result that is being summed up
	flush := func() {
		for x := range width {
			p := at(x, next)
			for c := range 3 {
				out.Pix[p+c] = uint8(min(255, sum[3*x+c]+0.5))
			}
			out.Pix[p+3] = 255
		}
		clear(sum)
		next++
	}
	for y, row := range shares(from.Dy(), height) {
		draw.Draw(strip, strip.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(strip, strip.Rect, raw, image.Pt(from.Min.X, from.Min.Y+y), draw.Over)
		clear(across)
		for x, s := range columns {
			for c := range 3 {
				v := float32(strip.Pix[4*x+c])
				across[3*s.to+c] += v * s.part
				if s.rest > 0 {
					across[3*s.to+3+c] += v * s.rest
				}
			}
		}
		if row.to > next {
			flush()
		}
		for i, v := range across {
			sum[i] += v * row.part
		}
		if row.rest > 0 {
			flush()
			for i, v := range across {
				sum[i] += v * row.rest
			}
		}
	}
	flush()
	return out
}

// share says to which pixel of the result one of the source goes, how much of that pixel it is, and how much of the next.
type share struct {
	to         int
	part, rest float32
}

// shares lays from pixels on fewer, or as many.
func shares(from, to int) []share {
	out := make([]share, from)
	scale := float64(to) / float64(from)
	for i := range out {
		begin, end := float64(i)*scale, float64(i+1)*scale
		first := min(int(begin+1e-9), to-1)
		s := share{to: first, part: float32(end - begin)}
		if over := end - float64(first+1); over > 1e-9 && first+1 < to {
			s.part, s.rest = float32(end-begin-over), float32(over)
		}
		out[i] = s
	}
	return out
}

// canvas makes the picture to draw on, and tells where a pixel that is not turned yet belongs, for each of EXIF's eight ways.
func canvas(w, h, orientation int) (*image.RGBA, func(x, y int) int) {
	turn := func(x, y int) (int, int) { return x, y }
	switch orientation {
	case 2:
		turn = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		turn = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		turn = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		turn = func(x, y int) (int, int) { return y, x }
	case 6:
		turn = func(x, y int) (int, int) { return h - 1 - y, x }
	case 7:
		turn = func(x, y int) (int, int) { return h - 1 - y, w - 1 - x }
	case 8:
		turn = func(x, y int) (int, int) { return y, w - 1 - x }
	}
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	return out, func(x, y int) int { x, y = turn(x, y); return out.PixOffset(x, y) }
}

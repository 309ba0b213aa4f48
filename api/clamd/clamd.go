// Package clamd asks a ClamAV daemon whether a file is malware. It knows the daemon's INSTREAM command. It must not know what the
// files are or whose.
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"tuoyuquan/api/care"
)

const (
	patience  = time.Minute // of one file
	chunk     = 64 << 10
	maxAnswer = 4 << 10
)

// Client asks one daemon. It is safe for concurrent use: every file is a connection of its own.
type Client struct {
	network, address string
	dial             net.Dialer
}

// New returns a Client of a daemon at unix:/path/to/socket or host:port. Fails with invalid_value.
func New(address string) (*Client, error) {
	if path, ok := strings.CutPrefix(address, "unix:"); ok && path != "" {
		return &Client{network: "unix", address: path}, nil
	}
	if host, port, err := net.SplitHostPort(address); err != nil || host == "" || port == "" {
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, "clamd", "%q is neither unix:/path nor host:port", care.Clip(address))
	}
	return &Client{network: "tcp", address: address}, nil
}

// Scan refuses a file in which the daemon finds something: file_refused. It fails with unavailable when the daemon cannot say: what was
// not looked at is not taken.
func (c *Client) Scan(ctx context.Context, file io.Reader) error {
	ctx, done := context.WithTimeout(ctx, patience)
	defer done()
	answer, err := c.ask(ctx, file)
	if err != nil {
		return away(err)
	}
	switch {
	case strings.HasSuffix(answer, " OK"):
		return nil
	case strings.HasSuffix(answer, " FOUND"):
		return &care.Error{
			Kind: care.Invalid, Code: care.CodeFileRefused, Field: "file", Text: "the scanner found something harmful in this file",
			Cause: fmt.Errorf("clamd: %s", answer),
		}
	default:
		return away(fmt.Errorf("clamd: %s", care.Clip(answer)))
	}
}

// ask sends a file as INSTREAM has it, chunks with their length before each and a length of zero at the end, and reads one line.
func (c *Client) ask(ctx context.Context, file io.Reader) (string, error) {
	conn, err := c.dial.DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }() // whatever was to be known is known
	until, _ := ctx.Deadline()
	if err := conn.SetDeadline(until); err != nil {
		return "", err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) }) // whoever asked is gone
	defer stop()
	sendErr := send(conn, file)
	var own *readError
	if errors.As(sendErr, &own) {
		return "", sendErr
	}
	// The daemon may answer before the end, and close: what it says counts more than that it could not be told more.
	answer, err := bufio.NewReader(io.LimitReader(conn, maxAnswer)).ReadString(0)
	if err != nil {
		return "", errors.Join(sendErr, err)
	}
	return strings.TrimSuffix(answer, "\x00"), nil
}

// readError says that the file could not be read.
type readError struct{ error }

func send(conn io.Writer, file io.Reader) error {
	if _, err := io.WriteString(conn, "zINSTREAM\x00"); err != nil {
		return err
	}
	buf := make([]byte, 4+chunk)
	for {
		n, err := io.ReadFull(file, buf[4:])
		if n > 0 {
			binary.BigEndian.PutUint32(buf, uint32(n))
			if _, err := conn.Write(buf[:4+n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			_, err := conn.Write([]byte{0, 0, 0, 0})
			return err
		}
		if err != nil {
			return &readError{err}
		}
	}
}

func away(cause error) error {
	return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Text: "files cannot be checked just now; try again in a moment", Cause: cause}
}

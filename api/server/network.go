package server

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"tuoyuquan/api/care"
)

// networkID is the network a request comes from: an IPv4 address or an IPv6 /64. It is never logged or stored as it is.
type networkID struct{ prefix netip.Prefix }

func (n networkID) text() string { return n.prefix.String() }

// client finds the network of a request. Only what a trusted proxy has added to X-Forwarded-For is believed: the header is
// read from its end, where the nearest proxy writes, to the first address that is not a trusted proxy.
func (s *Server) client(c *fiber.Ctx) networkID {
	addr := remote(c.Context().RemoteAddr())
	if len(s.o.TrustedProxies) == 0 || !s.trusted(addr) {
		return networkOf(addr)
	}
	lines := c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) // some proxies add a line of their own to those of the client
	hops := strings.Split(string(bytes.Join(lines, []byte(","))), ",")
	for _, hop := range slices.Backward(hops) {
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		addr = next.Unmap()
		if !s.trusted(addr) {
			break
		}
	}
	return networkOf(addr)
}

func (s *Server) trusted(a netip.Addr) bool {
	return slices.ContainsFunc(s.o.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

func remote(a net.Addr) netip.Addr {
	if tcp, ok := a.(*net.TCPAddr); ok {
		if addr, ok := netip.AddrFromSlice(tcp.IP); ok {
			return addr.Unmap()
		}
	}
	return netip.IPv4Unspecified()
}

func networkOf(a netip.Addr) networkID {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return networkID{netip.PrefixFrom(netip.IPv4Unspecified(), 32)}
	}
	return networkID{p}
}

// reporterKey tells the reporters of one facility apart without saying who they are: a keyed hash of network and facility.
// It is the same every day, so that one family is never two voices, and another for every facility, so that nobody can be
// followed from one to the next.
func (s *Server) reporterKey(n networkID, id care.FacilityID) string {
	return s.keyed("reporter|" + string(id) + "|" + n.text())
}

// allowanceKey is what a network's reports of a day are counted under.
func (s *Server) allowanceKey(n networkID, day care.Date) string {
	return s.keyed("allowance|" + day.String() + "|" + n.text())
}

func (s *Server) keyed(text string) string {
	mac := hmac.New(sha256.New, s.o.ReporterSecret)
	_, _ = mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// allow takes one from an allowance and returns the problem when it is used up. A limiter that is away lets requests pass:
// kv falls back to one in this process before that.
func (s *Server) allow(ctx context.Context, key string, limit int, per time.Duration) *Problem {
	info := infoOf(ctx)
	ok, wait, err := s.KV.Allow(ctx, key, limit, per)
	if err != nil {
		s.Log.WarnContext(ctx, "the limiter is away", "request", info.id, "error", err)
		return nil
	}
	if ok {
		return nil
	}
	seconds := int(wait.Seconds()) + 1
	p := newProblem(info, care.Errorf(care.TooMany, care.CodeTooMany, "", "try again in %d seconds", seconds))
	p.retryAfter = time.Duration(seconds) * time.Second
	return p
}

// crossOrigin lets the browsers' pages of the configured origins read the API. It is in force only when some are.
func (s *Server) crossOrigin(c *fiber.Ctx) error {
	origin := c.Get(fiber.HeaderOrigin)
	c.Response().Header.Add(fiber.HeaderVary, fiber.HeaderOrigin)
	if origin == "" || !slices.Contains(s.o.AllowedOrigins, origin) {
		return c.Next()
	}
	c.Set(fiber.HeaderAccessControlAllowOrigin, origin)
	c.Set(fiber.HeaderAccessControlExposeHeaders, "ETag, Retry-After, X-Request-Id")
	if c.Method() != fiber.MethodOptions {
		return c.Next()
	}
	c.Set(fiber.HeaderAccessControlAllowMethods, "GET, HEAD, POST, PUT, PATCH, DELETE")
	c.Set(fiber.HeaderAccessControlAllowHeaders, "Content-Type, Accept-Language, If-None-Match, Last-Event-ID, Authorization, Idempotency-Key, X-Tracking-Code, X-Upload-Token")
	c.Set(fiber.HeaderAccessControlMaxAge, "600")
	return c.SendStatus(fiber.StatusNoContent)
}

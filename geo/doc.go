// Package geo knows how far one can walk: streets as a compact immutable graph
// ([Builder], [Graph]), the street nearest to a point ([Graph.Snap]), walks bounded
// by a distance ([Reach]), which of many targets such walks reach ([Reverse],
// [Graph.Coverage]), what lies near in a straight line ([Points]) and the outline of
// the ground that was reached ([Outline]).
//
// All points are WGS-84, longitude first. Distances are metres outside and whole
// decimetres inside; a speed is never needed: callers turn minutes into metres.
//
// It must not know what stands at the end of a walk: no children, no facilities, no
// database, no HTTP, no clock.
package geo

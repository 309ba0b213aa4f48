package server

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
)

// tagStats is the routes of figures and of the map of need.
const tagStats = "statistics"

// statsRoutes are what a bureau sees of its area: figures with the rows behind them, and where families have no room within a walk.
func (s *Server) statsRoutes() {
	const tag = tagStats
	register(s, needs(care.MaySeeStats, counted(get("get-statistics", "/api/v1/bureau/statistics", tag, "Indicators of an area on a day",
		"With those of the areas in it and how they came about. The last day that was counted until then answers."))), s.getStatistics)
	register(s, needs(care.MaySeeStats, counted(get("list-statistics-rows", "/api/v1/bureau/statistics/rows", tag, "What a figure is made of",
		"Over all rows, part and whole come to the figure."))), s.listStatisticsRows)
	register(s, needs(care.MaySeeStats, counted(s.gives(get("export-statistics", "/api/v1/bureau/statistics/export", tag, "Figures as a table",
		"The indicators of an area and of those in it; with indicator, the rows behind one; with history, how they came about."), tableTypes, nil))),
		s.exportStatistics)
	register(s, needs(care.MaySeeStats, counted(get("get-need", "/api/v1/bureau/need", tag, "Where children under three have no facility with room within a walk",
		"By street and by cell of the population grid, with places where one more would reach most."))), s.getNeed)
	register(s, needs(care.MaySeeStats, counted(get("get-what-if", "/api/v1/bureau/need/what-if", tag, "What if a facility with room stood here?",
		"Who would have one within a walk, and had not."))), s.getWhatIf)
	register(s, needs(care.MaySeeStats, counted(s.gives(get("export-need", "/api/v1/bureau/need/export", tag, "The map of need as a table", "By street, or by cell."),
		tableTypes, nil))), s.exportNeed)
}

// counted says that there may be nothing yet: no day was counted, or nobody said where people live.
func counted(op huma.Operation) huma.Operation { return also(op, http.StatusConflict) }

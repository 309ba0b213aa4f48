package care

// RateCounts is what the three rates are made of. It adds up: the counts of two sets of cases are the sums.
type RateCounts struct {
	Accepted  int `json:"accepted"`  // accepted in the time asked about, and not left out
	Responded int `json:"responded"` // of these: contacted within the time
	Waiting   int `json:"waiting"`   // of these: not contacted, and the time is not over
	Asked     int `json:"asked"`     // answered whether it is solved
	Solved    int `json:"solved"`
	Judged    int `json:"judged"` // answered whether they are satisfied
	Satisfied int `json:"satisfied"`
	Excluded  int `json:"excluded"` // left out, with approval
	Overdue   int `json:"overdue"`  // of the accepted: an office's clock ran out on it
}

// Plus adds counts up.
func (a RateCounts) Plus(b RateCounts) RateCounts {
	return RateCounts{
		a.Accepted + b.Accepted, a.Responded + b.Responded, a.Waiting + b.Waiting, a.Asked + b.Asked, a.Solved + b.Solved, a.Judged + b.Judged,
		a.Satisfied + b.Satisfied, a.Excluded + b.Excluded, a.Overdue + b.Overdue,
	}
}

// Rates are 响应率, 解决率 and 满意率, in percent, with what they are made of. A rate of too few cases is not shown.
type Rates struct {
	RateCounts

	Response     *float64 `json:"response,omitempty"`
	Solution     *float64 `json:"solution,omitempty"`
	Satisfaction *float64 `json:"satisfaction,omitempty"`
	Score        *float64 `json:"score,omitempty"` // weighted; only when all three are shown
}

// CountRates says what one case adds, from its events alone: when it was accepted, when it was contacted against the clock
// of that round, and what its complainant answered last, to a call or by themselves. What the handler says counts for nothing. Overdue
// clocks are judged at a moment, now.
func CountRates(events []CaseEvent, from, until, now Instant) (RateCounts, error) {
	c, err := Fold(events)
	if err != nil {
		return RateCounts{}, err
	}
	if c.AcceptedAt == 0 || c.AcceptedAt < from || c.AcceptedAt >= until {
		return RateCounts{}, nil
	}
	if c.Excluded != "" {
		return RateCounts{Excluded: 1}, nil
	}
	n := RateCounts{Accepted: 1}
	first := firstContact(c.Clocks)
	switch {
	case first.Kind != "" && first.Met:
		n.Responded = 1
	case first.Kind != "" && first.Running() && (first.Paused() || now <= first.Due):
		n.Waiting = 1
	}
	said := lastAnswers(events)
	n.Asked, n.Solved = counted(said.Solved)
	satisfied := said.Satisfied
	if satisfied == "" && said.Rating != 0 { // 基本满意 and better
		satisfied = SaidNo
		if said.Rating >= 3 {
			satisfied = SaidYes
		}
	}
	n.Judged, n.Satisfied = counted(satisfied)
	for _, k := range c.Clocks {
		if k.Kind.Office() && k.Overdue(now) {
			n.Overdue = 1
		}
	}
	return n, nil
}

// firstContact is the contact clock of the first round that ended by anything but a change of class.
func firstContact(clocks []Clock) Clock {
	var last Clock
	for _, k := range clocks {
		if k.Kind != ClockContact {
			continue
		}
		last = k
		if k.Met || k.Running() || k.Stopped > k.Due {
			return k
		}
	}
	return last
}

func counted(s Said) (asked, yes int) {
	if s == "" {
		return 0, 0
	}
	if s == SaidYes {
		return 1, 1
	}
	return 1, 0
}

// lastAnswers are what the complainant said last, question by question.
func lastAnswers(events []CaseEvent) (said CaseAnswers) {
	for _, e := range events {
		switch e.Edge {
		case CaseEdgeClose, CaseEdgeRate:
			a := e.Body.Answers
			if a == nil {
				continue
			}
			if a.Solved != "" {
				said.Solved = a.Solved
			}
			if a.Satisfied != "" || a.Rating != 0 {
				said.Satisfied, said.Rating = a.Satisfied, a.Rating
			}
		case CaseEdgeNotSolved, CaseEdgeReopen:
			said.Solved = SaidNo
		case CaseEdgeStaysSolved:
			said.Solved = SaidYes
		default:
		}
	}
	return said
}

// RatesOf shows what counts come to: nothing of fewer than floor cases, and the weighted score only when all three are shown.
func RatesOf(n RateCounts, weights [3]int, floor int) Rates {
	r := Rates{RateCounts: n}
	r.Response = percent(n.Responded, n.Accepted-n.Waiting, floor)
	r.Solution = percent(n.Solved, n.Asked, floor)
	r.Satisfaction = percent(n.Satisfied, n.Judged, floor)
	sum := weights[0] + weights[1] + weights[2]
	if r.Response != nil && r.Solution != nil && r.Satisfaction != nil && sum > 0 {
		score := (*r.Response*float64(weights[0]) + *r.Solution*float64(weights[1]) + *r.Satisfaction*float64(weights[2])) / float64(sum)
		r.Score = &score
	}
	return r
}

func percent(part, whole, floor int) *float64 {
	if whole < max(floor, 1) {
		return nil
	}
	p := float64(part) * 100 / float64(whole)
	return &p
}

// RateWeights are the weights of response, solution and satisfaction for an area on a day.
func (r *Rules) RateWeights(area string, on Date) [3]int {
	if w, ok := r.Ints(RuleCaseRateWeights, area, on); ok && len(w) == 3 && min(w[0], w[1], w[2]) >= 0 && w[0]+w[1]+w[2] > 0 {
		return [3]int{w[0], w[1], w[2]}
	}
	return [3]int{30, 35, 35}
}

package care

// BandName is the kind of a class by age (托育机构设置标准（试行）art. 19).
type BandName string

// The four class types.
const (
	BandInfant  BandName = "infant"  // 乳儿班, 6 to 12 months
	BandToddler BandName = "toddler" // 托小班, 12 to 24
	BandSenior  BandName = "senior"  // 托大班, 24 to 36
	BandMixed   BandName = "mixed"   // 混合编班, from 18
)

// VacancySource says where the numbers of a class come from.
type VacancySource string

// The sources of a vacancy figure.
const (
	VacancyFacility VacancySource = "facility" // confirmed by the facility
	VacancyContract VacancySource = "contract" // computed from enrolments
	VacancyImport   VacancySource = "import"   // stood in an imported list
	VacancyDemo     VacancySource = "demo"
)

// Class is one class of a facility with its places by month.
type Class struct {
	ID          ClassID       `json:"id"`
	Name        string        `json:"name"`
	Band        BandName      `json:"band"`
	FromMonths  int           `json:"from_months"` // youngest completed months of age taken
	ToMonths    int           `json:"to_months"`   // first completed months of age no longer taken
	Mode        Mode          `json:"mode"`
	ConfirmedAt Instant       `json:"confirmed_at,omitempty"` // 0: places not known
	Source      VacancySource `json:"source,omitempty"`
	Reports     int           `json:"reports,omitempty"` // "they told me it is full" since ConfirmedAt
	Pools       []Pool        `json:"pools,omitempty"`   // ascending by month; empty: places not known
}

// Pool is the places of a class in one month. A month after the last Pool is as the last one.
type Pool struct {
	Month   Month `json:"month"`
	Filed   int   `json:"filed"`            // 核定托位
	Staffed int   `json:"staffed"`          // what today's staff may take by the class ratio
	Taken   int   `json:"taken"`            // counted by the facility, held, offered or enrolled
	Closed  bool  `json:"closed,omitempty"` // nobody more is taken: the bureau stopped it, or the class is no longer in its list
}

// Free returns how many more children the month can take: the smaller of filed and staffed places, less those taken; none
// when it is closed.
func (p Pool) Free() int {
	if p.Closed {
		return 0
	}
	return max(0, min(p.Filed, p.Staffed)-p.Taken)
}

// maxPools and maxPlaces bound what one class can say.
const (
	maxPools  = 120
	maxPlaces = 10_000
)

// CheckPools says what is wrong with the places of a class: months must ascend, numbers lie in 0 to 10,000. More children than places may
// be taken: it happens, and then nothing is free.
func CheckPools(pools []Pool) error {
	if len(pools) > maxPools {
		return Errorf(Invalid, CodeTooLarge, "pools", "a class has places for at most %d months, not %d", maxPools, len(pools))
	}
	for i, p := range pools {
		switch {
		case p.Month < firstMonth || p.Month > lastMonth:
			return Errorf(Invalid, CodeBadDate, "month", "the month %s is outside 1900 to 2200", p.Month)
		case i > 0 && p.Month <= pools[i-1].Month:
			return Errorf(Invalid, CodeInvalid, "month", "%s does not come after %s; give the months in order, each once", p.Month, pools[i-1].Month)
		case p.Filed < 0 || p.Filed > maxPlaces:
			return Errorf(Invalid, CodeOutOfRange, "filed", "%d filed places is outside 0 to %d", p.Filed, maxPlaces)
		case p.Staffed < 0 || p.Staffed > maxPlaces:
			return Errorf(Invalid, CodeOutOfRange, "staffed", "%d staffed places is outside 0 to %d", p.Staffed, maxPlaces)
		case p.Taken < 0 || p.Taken > maxPlaces:
			return Errorf(Invalid, CodeOutOfRange, "taken", "%d taken places is outside 0 to %d", p.Taken, maxPlaces)
		}
	}
	return nil
}

const (
	firstMonth Month = 1900 * 12
	lastMonth  Month = 2200*12 + 11
)

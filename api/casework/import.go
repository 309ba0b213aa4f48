package casework

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	maxOrders      = 5000
	maxImportBytes = 16 << 20
)

// The columns of a list of work orders, by the names they may have. The first four are needed.
var orderColumns = []struct {
	name   string
	titles []string
}{
	{"number", []string{"工单编号", "工单号", "number", "source_no"}},
	{"text", []string{"诉求内容", "工单内容", "内容", "text"}},
	{"category", []string{"诉求类别", "类别", "category"}},
	{"place", []string{"被诉对象", "机构名称", "place", "facility"}},
	{"facility_id", []string{"机构编号", "facility_id"}},
	{"area", []string{"区划代码", "行政区划代码", "area", "area_code"}},
	{"lon", []string{"经度", "lon"}},
	{"lat", []string{"纬度", "lat"}},
	{"happened_on", []string{"发生日期", "happened_on"}},
	{"danger", []string{"紧急", "danger_now"}},
	{"name", []string{"来电人", "诉求人", "name"}},
	{"phone", []string{"联系电话", "电话", "phone"}},
	{"anonymous", []string{"是否匿名", "匿名", "anonymous"}},
	{"wants", []string{"诉求目的", "wants"}},
}

// categoryNames are the categories as work orders call them.
var categoryNames = map[string]care.Category{
	"收费退费": care.CategoryRefund, "退费": care.CategoryRefund, "关停跑路": care.CategoryPrepay, "预付款": care.CategoryPrepay, "未备案": care.CategoryUnfiled,
	"无资质": care.CategoryUnfiled, "虐待": care.CategoryAbuse, "体罚": care.CategoryAbuse, "伤害事故": care.CategoryInjury, "食品安全": care.CategoryFood,
	"卫生保健": care.CategoryHygiene, "传染病": care.CategoryHygiene, "消防安全": care.CategoryFire, "房屋安全": care.CategoryFire, "超员": care.CategoryCapacity,
	"人员资质": care.CategoryStaff, "虚假宣传": care.CategoryFalseInfo, "信息不实": care.CategoryFalseInfo, "合同纠纷": care.CategoryContract,
	"个人信息": care.CategoryPrivacy, "预约纠纷": care.CategoryBooking, "其他": care.CategoryOther,
}

// order is a row of the list, by column.
type order map[string]string

// Import files the work orders of a list (CSV in UTF-8, with a head). A work order that is known is not filed again, whoever sends it
// and however often; numbers are known by the city that gave them; a row that cannot be taken is named with its column, and keeps no other from being taken. Fails with not_allowed,
// missing_column, damaged_file, too_large.
func (s *Service) Import(ctx context.Context, actor care.Actor, list io.Reader) (report ImportReport, err error) {
	if err := actor.May(care.MayImportCases, care.Owner{Area: actor.Area}); err != nil {
		return report, err
	}
	rows, err := readOrders(list)
	if err != nil {
		return report, err
	}
	for i, o := range rows {
		report.Rows++
		fresh, err := s.importOrder(ctx, actor, o)
		var refused *care.Error
		switch {
		case err == nil && fresh:
			report.Created++
		case err == nil:
			report.Repeated++
		case errors.As(err, &refused) && (refused.Kind == care.Invalid || refused.Kind == care.NotFound || refused.Kind == care.Conflict):
			report.Refused = append(report.Refused, RefusedRow{Row: i + 2, Column: refused.Field, Why: refused.Text, Code: refused.Code})
		default:
			return report, err
		}
	}
	return report, nil
}

// importOrder files one work order, and reports whether it is new.
func (s *Service) importOrder(ctx context.Context, actor care.Actor, o order) (fresh bool, err error) {
	number := o["number"]
	if number == "" || utf8.RuneCountInString(number) > 64 || !care.PlainText(number) {
		return false, care.Errorf(care.Invalid, care.CodeInvalid, "number", "a work order has a number of at most %d characters", 64)
	}
	r, area, err := s.requestOf(ctx, actor, o)
	if err != nil {
		return false, err
	}
	number = numbersOf(area) + "/" + number
	err = s.Store.Read(ctx, "look for a work order", func(tx *store.Tx) error {
		_, known, err := tx.ComplaintOfSource(ctx, care.Source12345, number)
		fresh = !known
		return err
	})
	if err != nil || !fresh {
		return false, err
	}
	// Nobody outside can make this key, so nobody can ask for the receipt of somebody else's call.
	key := IdempotencyKey("12345:" + hex.EncodeToString(s.mac("work order", number)))
	_, fresh, err = s.submit(ctx, Complainant{Actor: care.Actor{Kind: care.ActorAnonymous}}, key, &r, store.Complaint{Source: care.Source12345, SourceNo: number, Area: area})
	return fresh, err
}

// numbersOf is the hotline that gave a work order its number: each city has its own, and two may give the same.
func numbersOf(area string) string {
	province := area[:min(len(area), 2)]
	if slices.Contains([]string{"11", "12", "31", "50"}, province) { // a city is the whole province
		return province
	}
	return area[:min(len(area), 4)]
}

// requestOf reads a row. Its area is that of its facility, the one it names, or that of its point; never outside the actor's own.
func (s *Service) requestOf(ctx context.Context, actor care.Actor, o order) (r SubmitRequest, area string, err error) {
	r = SubmitRequest{
		Category: care.Category(o["category"]), Text: o["text"], Wants: o["wants"], Name: o["name"], Phone: o["phone"], Contact: "phone",
		DangerNow: yes(o["danger"]), Anonymous: yes(o["anonymous"]) || o["name"] == "" || o["phone"] == "",
	}
	if c, ok := categoryNames[o["category"]]; ok {
		r.Category = c
	}
	if o["happened_on"] != "" {
		if r.HappenedOn, err = care.ParseDate(o["happened_on"]); err != nil {
			return r, "", inColumn(err, "happened_on")
		}
	}
	if o["lon"] != "" || o["lat"] != "" {
		lon, lonErr := strconv.ParseFloat(o["lon"], 64)
		lat, latErr := strconv.ParseFloat(o["lat"], 64)
		if r.Point = (orb.Point{lon, lat}); lonErr != nil || latErr != nil || !onEarth(r.Point) {
			return r, "", care.Errorf(care.Invalid, care.CodeBadCoordinates, "lon", "this is no place on earth")
		}
	}
	if area, err = s.placeOf(ctx, &r, o); err != nil {
		return r, "", err
	}
	if !care.Within(area, actor.Area) {
		return r, "", care.Errorf(care.NotFound, care.CodeNotFound, "area", "this is not a district of your area")
	}
	point := r.Point
	if r.Facility == "" && !onEarth(point) {
		r.Point = orb.Point{1, 1} // a work order need not say where, when it names the district
	}
	err = s.checkSubmit(&r, Complainant{})
	r.Point = point
	return r, area, err
}

// placeOf finds the facility a row is about, or takes its name as it stands, and says which district answers.
func (s *Service) placeOf(ctx context.Context, r *SubmitRequest, o order) (area string, err error) {
	r.Facility = care.FacilityID(o["facility_id"])
	if r.Facility != "" {
		area, err = s.areaOf(ctx, r)
		return area, inColumn(err, "facility_id")
	}
	r.Place = o["place"]
	if area = district(o["area"]); area != "" {
		err := s.Store.Read(ctx, "look for a district", func(tx *store.Tx) error {
			if name, err := tx.NameOfArea(ctx, area); err != nil || name == "" {
				return errors.Join(err, care.Errorf(care.NotFound, care.CodeNotFound, "area", "this is not a district of your area"))
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	if area == "" && onEarth(r.Point) {
		found, err := s.Locate(ctx, r.Point)
		if err != nil {
			return "", err
		}
		area = district(found)
	}
	if area == "" {
		return "", care.Errorf(care.Invalid, care.CodeFormIncomplete, "area", "the place lies in no district that is known")
	}
	err = s.Store.Read(ctx, "look for a facility by name", func(tx *store.Tx) error {
		id, only, err := tx.FacilityNamed(ctx, r.Place, area)
		if only {
			r.Facility, r.Place = id, ""
		}
		return err
	})
	return area, err
}

func inColumn(err error, column string) error {
	var known *care.Error
	if errors.As(err, &known) {
		at := *known
		at.Field = column
		return &at
	}
	return err
}

func yes(word string) bool {
	return slices.Contains([]string{"是", "Y", "y", "yes", "true", "1"}, word)
}

// readOrders reads a list with a head.
func readOrders(list io.Reader) ([]order, error) {
	text, err := io.ReadAll(io.LimitReader(list, maxImportBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > maxImportBytes:
		return nil, care.Errorf(care.Invalid, care.CodeTooLarge, "", "the list is larger than %d bytes", maxImportBytes)
	case !utf8.Valid(text):
		return nil, care.Errorf(care.Invalid, care.CodeUnknownFormat, "", "the list is not UTF-8; save it as CSV UTF-8")
	}
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	in.FieldsPerRecord = -1
	table, err := in.ReadAll()
	if err != nil {
		return nil, care.Errorf(care.Invalid, care.CodeDamaged, "", "the list cannot be read: %s", err.Error())
	}
	if len(table) == 0 || len(table)-1 > maxOrders {
		return nil, care.Errorf(care.Invalid, care.CodeTooLarge, "", "send a head and 1 to %d rows", maxOrders)
	}
	at, err := columnsOf(table[0])
	if err != nil {
		return nil, err
	}
	out := make([]order, 0, len(table)-1)
	for _, cells := range table[1:] {
		o := order{}
		for name, i := range at {
			if i < len(cells) {
				o[name] = strings.TrimSpace(cells[i])
			}
		}
		out = append(out, o)
	}
	return out, nil
}

func columnsOf(head []string) (map[string]int, error) {
	at := map[string]int{}
	for i, title := range head {
		for _, c := range orderColumns {
			if _, have := at[c.name]; !have && slices.Contains(c.titles, strings.ToLower(strings.TrimSpace(title))) {
				at[c.name] = i
			}
		}
	}
	for _, c := range orderColumns[:4] {
		_, named := at["facility_id"]
		if _, ok := at[c.name]; !ok && (c.name != "place" || !named) {
			return nil, care.Errorf(care.Invalid, care.CodeMissingColumn, c.titles[0], "the column %s is missing", c.titles[0])
		}
	}
	return at, nil
}

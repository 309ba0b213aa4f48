package registry

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/care"
)

// bigList is a house list of n rows with most columns filled.
func bigList(n int) string {
	var b strings.Builder
	b.WriteString("机构名称,外部编号,统一社会信用代码,备案编号,备案通过时间,机构类型,机构性质,普惠,区划代码,所属区域,地址,经度,纬度,坐标系,电话,服务时间,服务形式," +
		"保育费,伙食费,乳儿班托位,乳儿班在托,托小班托位,托小班在托,托大班托位,托大班在托,确认时间\n")
	for i := range n {
		fmt.Fprintf(&b, "第%d托育园,A-%d,52110105MJ0A0000A9,备%d,2024/5/%d,独立托育机构,民办,是,1101%02d,朝阳区,望京西园%d号楼,%.6f,%.6f,gcj02,010-%08d,"+
			"周一至周五 7:30-18:00,\"全日托,半日托\",2160元/月,20元/天,10,%d,15,%d,20,%d,2026-02-%02d 09:30\n",
			i, i, i, i%28+1, i%16+1, i, 116.2+float64(i%1000)*0.0003, 39.8+float64(i/1000)*0.0005, 10000000+i, i%11, i%16, i%21, i%28+1)
	}
	return b.String()
}

// TestHundredThousandRows is the bar of a hundred thousand rows in under a minute, end to end. It is run when asked for,
// in full; otherwise on a tenth, to see that nothing grows faster than the list.
func TestHundredThousandRows(t *testing.T) {
	n := 5_000
	if os.Getenv("TUOYUQUAN_SCALE") != "" {
		n = 100_000 // TUOYUQUAN_SCALE
	}
	st, o := newStore(t), options()
	list := bigList(n)
	for round, want := range []string{"created", "unchanged"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begin := time.Now()
		rep := mustImport(t, st, input("big.csv", list), o)
		took := time.Since(begin)
		runtime.ReadMemStats(&after)
		t.Logf("round %d: %d rows, %d MB of text, %v (%.0f rows/s), %d MB allocated, heap in use %d MB", round, rep.Rows, len(list)>>20, took,
			float64(n)/took.Seconds(), (after.TotalAlloc-before.TotalAlloc)>>20, after.HeapInuse>>20)
		if want == "created" && rep.Created != n || want == "unchanged" && rep.Unchanged != n {
			t.Fatalf("%+v", rep)
		}
		if took > time.Minute {
			t.Errorf("%d rows took %v", n, took)
		}
	}
	var f care.Facility
	err := st.EachFacility(t.Context(), func(x care.Facility) error { f = x; return nil })
	if err != nil || len(f.Classes) != 3 {
		t.Fatal(err, f)
	}
}

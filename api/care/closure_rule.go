package care

// RuleGradeMatrix makes a facility's grade of risk and credit (see GradeRule): rows "credit:grades", the grades for risk A to D; ? where it
// does not say.
const RuleGradeMatrix = "supervision.grade_matrix"

func gradeRules() []Rule {
	return []Rule{
		{Key: RuleGradeMatrix, Confidence: Secondary, LegalBasis: "没有全国统一的规定；各地自定"},
		{ // what could be read of its annex 3; the last two rows are cut off there
			Region: "11", Key: RuleGradeMatrix, Value: "A:AABB A-:AABC B+:ABBC B:BBBC B-:BBCC C+:BCCD C:CC?? D:????",
			LegalBasis: "北京市托育机构综合监管分类分级监管制度（试行）附件3", Confidence: Secondary,
		},
	}
}

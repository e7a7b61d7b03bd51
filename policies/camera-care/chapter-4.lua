-- 4 Duties. Who holds a role is recorded by the company (`cursus import roles`); here are the roles the document names.
-- What each is responsible for stands with the stage it acts in, under the clause of this chapter.

role "general manager" { label = { en = "general manager", zh = "总经理" } }
role "HR" { label = { en = "human resources", zh = "人力资源部" }, several = true }
role "HR manager" { label = { en = "HR manager", zh = "人力资源部经理" } }
role "customer-care manager" { label = { en = "customer-care manager", zh = "客户关怀部经理" } }
role "supervisor" { label = { en = "customer-service supervisor", zh = "客服主管" }, several = true }

-- The panel (4.3): the supervisor sits in it as the direct superior of those who report to them.
role "direct superior" { clause = "4.3", label = { en = "direct superior", zh = "直属上级" }, is = "manager" }
role "department head" { clause = "4.3", label = { en = "department head", zh = "部门负责人" }, per = "department" }
role "related department" {
  clause = "4.3", label = { en = "representative of a related department", zh = "业务关联部门代表" }, several = true,
}
role "department heads" {
  label = { en = "heads of all departments", zh = "各部门负责人" }, every = "department head", several = true,
}
role "employee" { label = { en = "the employee", zh = "员工本人" }, is = "self" }

relation "subordinate" { label = { en = "subordinates", zh = "下属" } }

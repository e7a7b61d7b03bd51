/* A pack like the fourth document, as data, small enough to read: two cycles, four readings. Apostrophes stand for quotes
 * (pack003_text turns them). */
#pragma once

#define PACK003_AT(line) "'at':{'file':'rules.lua','line':" #line "}"
#define PACK003_WINDOW(n, reach) \
  "{'periods':" #n               \
  ",'every':'month','absence':{'span':'absence','how':{'reading':'absence'},'reach':" #reach "}}"
#define PACK003_MEETS(n, reach, need) \
  "{'op':'meets','series':'rating','window':" PACK003_WINDOW(n, reach) ",'need':'" need "'}"
#define PACK003_NO_CD(n, reach) \
  "{'op':'none','series':'rating','window':" PACK003_WINDOW(n, reach) ",'values':['C','D']}"
#define PACK003_NO_COMPLAINT(n, reach)                                                             \
  "{'op':'events','kind':'complaint','window':" PACK003_WINDOW(                                    \
      n, reach) ",'where':{'upheld':['yes'],"                                                      \
                "'cause':{'choose':'8.4.1.2.A','of':{'personal+attitude':['personal','attitude']," \
                "'personal':['personal']}}},"                                                      \
                "'cmp':'==','count':0}"
#define PACK003_UNLESS_LITERAL                                                               \
  "{'op':'choose','reading':'8.4.1.2.B','of':{'literal':{'op':'all','of':[]},'no-complaint'" \
  ":" PACK003_NO_COMPLAINT(6, 12) "}}"

#define PACK003_POPULATION(positions)                                                             \
  "'population':{'clause':'2','requires':['position','status','grade','hired_on'],'when':{'op':'" \
  "all','of':["                                                                                   \
  "{'op':'date','attr':'hired_on','cmp':'<=','value':'as_of'},"                                   \
  "{'op':'not','of':{'op':'date','attr':'left_on','cmp':'<=','value':'as_of'}},"                  \
  "{'op':'not','of':{'op':'all','of':[{'op':'is','attr':'status','in':['left']},{'op':'blank','"  \
  "attr':'left_on'}]}},"                                                                          \
  "{'op':'is','attr':'position','in':[" positions "]}]}}"
#define PACK003_ELIGIBILITY                                                                        \
  "'eligibility':[{'clause':'8.2.1','label':{'en':'confirmed','zh':'已转正'}," PACK003_AT(         \
      20) ",'when':{'op':'all','of':["                                                             \
          "{'op':'is','attr':'status','in':['confirmed','left']},"                                 \
          "{'op':'any','of':[{'op':'blank','attr':'confirmed_on'},{'op':'date','attr':'confirmed_" \
          "on','cmp':'<=','value':'as_of'}]}]}},"                                                  \
          "{'clause':'8.2.2'," PACK003_AT(24) ",'when':{'op':'elapsed','since':'graded_on','"      \
                                              "months':{'param':'months_between'}}}]"
#define PACK003_CEILING                                                                           \
  "'ceiling':[{'clause':'8.3.3.A','when':{'op':'is','attr':'position','in':['assistant','qc']},'" \
  "top':'mid2.excellent'," PACK003_AT(                                                            \
      30) "},{'clause':'8.4.1.1.a','top':'chief.excellent'," PACK003_AT(31) "}]"
#define PACK003_ROUTING                                                                  \
  "'routing':[{'clause':'8.3.3.B','route':'panel'," PACK003_AT(                          \
      70) ",'when':{'op':'choose','reading':'8.3.3.B','of':{"                            \
          "'target':{'op':'grade','attr':'target','cmp':'>=','value':'mid2.ordinary'},"  \
          "'held':{'op':'grade','attr':'grade','cmp':'>=','value':'mid2.ordinary'}}}}]," \
          "'writes':{'grade':'target','graded_on':'as_of'}"

/* clang-format off */
static const char *const pack003[] = {
    "{'format':1,'id':'003','title':{'en':'Camera care','zh':'摄像'},'clauses':[{'id':'2'},"
    "{'id':'5.1.1'},{'id':'5.1.2'},"
    "{'id':'8.2.1'},{'id':'8.2.2'},{'id':'8.3.3.A'},{'id':'8.3.3.B'},{'id':'8.4.1.1.a'},"
    "{'id':'8.4.1.2'},{'id':'8.4.1.2.A'},{'id':'8.4.1.2.B'},{'id':'8.4.1.2.C'},{'id':'8.4.1.3.a'},"
    "{'id':'8.4.2.a'},{'id':'8.5'}],",
    "'values':{'grades':{'kind':'ladder','order':['intern','junior.ordinary','junior.good',"
    "'junior.excellent','mid1.ordinary','mid1.good','mid1.excellent','mid2.ordinary','mid2.good',"
    "'mid2.excellent','senior.ordinary','senior.good','senior.excellent','chief.ordinary',"
    "'chief.good','chief.excellent'],'labels':{}},"
    "'grades.grades':{'kind':'ladder','clause':'5.1.1','order':['intern','junior','mid1','mid2','senior',"
    "'chief'],'labels':{}},'grades.steps':{'kind':'ladder','clause':'5.1.2','order':['ordinary','good',"
    "'excellent'],'labels':{'ordinary':{'en':'first','zh':'一般'}}},'positions':{'kind':'catalogue','order':['agent',"
    "'assistant','qc','leader','supervisor'],'labels':{'qc':{'en':'QC','zh':'质检'}}},"
    "'ratings':{'kind':'scale','order':['S','A','B','C','D'],'labels':{}},"
    "'statuses':{'kind':'catalogue','order':['intern','probation','confirmed','left'],'labels':{}}},",
    "'attributes':{'confirmed_on':{'type':'date','blank':'none','label':{},'aliases':[]},"
    "'department':{'type':'text','blank':'none','label':{},'aliases':[]},'grade':{'type':'grades',"
    "'blank':'unknown','dated_by':'graded_on','label':{'zh':'级别'},'aliases':['级别']},"
    "'graded_on':{'type':'date','blank':'unknown','label':{'en':'last grading','zh':'最近定级'},"
    "'aliases':[]},'hired_on':{'type':'date','blank':'unknown','label':{},'aliases':[]},"
    "'left_on':{'type':'date','blank':'none','label':{},'aliases':[]},'position':{'type':'positions',"
    "'blank':'unknown','label':{},'aliases':[]},'status':{'type':'statuses','blank':'unknown',"
    "'label':{},'aliases':[]}},",
    "'series':{'rating':{'scale':'ratings','every':'month','default':true,'from':'hired_on',"
    "'until':'left_on','label':{}}},'metrics':{},"
    "'events':{'complaint':{'fields':{'cause':{'values':['personal','attitude','other'],"
    "'blank':'unknown','label':{}},'upheld':{'values':['yes','no'],'blank':'unknown','label':{}}},"
    "'label':{'zh':'投诉'}}},'spans':{'absence':{'kinds':{'maternity':{},'medical':{},'secondment':{}},"
    "'open':true,'label':{}}},",
    "'parameters':{'pass':{'type':'integer','unit':'points','value':6000,'required':false,"
    "'clause':'8.2.2','label':{}},'months_between':{'type':'integer','value':3,'required':true,'clause':'8.2.2',"
    "'label':{}," PACK003_AT(5) "},'approver':{'type':'text','required':true,'clause':'8.5',"
    "'label':{}," PACK003_AT(6) "}},'readings':{'8.3.3.B':{'choices':['target','held'],"
    "'default':'target','clauses':['8.3.3.B'],'question':{}},"
    "'8.4.1.2.A':{'choices':['personal+attitude','personal'],'default':'personal+attitude',"
    "'clauses':['8.4.1.2.A'],'question':{}},'8.4.1.2.B':{'choices':['literal','no-complaint'],"
    "'default':'literal','clauses':['8.4.1.2.B'],'question':{}},'absence':{'choices':['back',"
    "'shorten','missing'],'default':'back','clauses':[],'question':{}}},",
    "'cycles':{'half-year':{'clause':'8.4.1.2','label':{},'months':[1,7],'moves':'grade',"
    PACK003_POPULATION("'agent','assistant','qc'") "," PACK003_ELIGIBILITY "," PACK003_CEILING ",",
    "'rulesets':[{'clause':'8.4.1.2','hit':'best'," PACK003_AT(40) ",'when':{'op':'grade',"
    "'attr':'grade','cmp':'<','value':'mid2.ordinary'},'rules':[{'clause':'8.4.1.2.C',"
    "'gives':{'up':3}," PACK003_AT(41) ",'when':{'op':'all','of':[" PACK003_MEETS(6, 12, "2S+2A") ","
    PACK003_NO_CD(6, 12) "," PACK003_UNLESS_LITERAL "]}},",
    "{'clause':'8.4.1.2.B','gives':{'up':2}," PACK003_AT(45) ",'when':{'op':'all','of':["
    PACK003_MEETS(6, 12, "3A | 1S+1A") "," PACK003_NO_CD(6, 12) "," PACK003_UNLESS_LITERAL "]}},",
    "{'clause':'8.4.1.2.A','gives':{'up':1,'clause':'8.4.1.1.a'}," PACK003_AT(50) ",'when':{'op':'all','of':["
    PACK003_MEETS(6, 12, "6B") "," PACK003_NO_CD(6, 12) "," PACK003_NO_COMPLAINT(6, 12) "]}}]},",
    "{'clause':'8.4.1.3.a','hit':'best'," PACK003_AT(55) ",'rules':[{'clause':'8.4.1.3.a',"
    "'gives':{'up':1}," PACK003_AT(56) ",'when':{'op':'all','of':[" PACK003_MEETS(6, 12, "2A | 1S") ","
    PACK003_NO_CD(6, 12) "," PACK003_NO_COMPLAINT(6, 12) "]}}]}],",
    PACK003_ROUTING ",'approval':{'clause':'8.5','by':{'param':'approver'}}," PACK003_AT(10) "},",
    "'leaders-yearly':{'clause':'8.4.2.a','label':{},'months':[1],'moves':'grade',"
    PACK003_POPULATION("'leader'") "," PACK003_ELIGIBILITY "," PACK003_CEILING ",",
    "'rulesets':[{'clause':'8.4.2.a','hit':'best'," PACK003_AT(60) ",'rules':[{'clause':'8.4.2.a',"
    "'gives':{'up':1}," PACK003_AT(61) ",'when':{'op':'all','of':["
    PACK003_MEETS(12, 24, "4A | 2S | 1S+2A") "," PACK003_NO_CD(12, 24) "," PACK003_NO_COMPLAINT(12, 24)
    "]}}]}]," PACK003_ROUTING "," PACK003_AT(11) "}}}",
    0,
};
/* clang-format on */

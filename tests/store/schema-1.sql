PRAGMA application_id = 1095323205;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE codebooks (codebook INTEGER PRIMARY KEY, toml TEXT NOT NULL, created TEXT);
INSERT INTO "codebooks" VALUES(1,'name = "Koe"

[scale]
"-2" = { "fi" = "merkittävä heikkous", "en" = "significant weakness" }
"-1" = { "fi" = "riski", "en" = "risk" }
"0" = { "fi" = "neutraali", "en" = "neutral" }
"1" = { "fi" = "mahdollisuus", "en" = "opportunity" }
"2" = { "fi" = "merkittävä vahvuus", "en" = "significant strength" }

[[questions]]
code = "rahoitus"
name = { "fi" = "Rahoitus" }
text = "Mistä raha?"

[[themes]]
code = "raha"
name = { "fi" = "Raha" }
definition = "Mistä \"raha\"\ntulee."

[[themes]]
code = "roolit"
','2026-11-22T13:46:01+00:00');
CREATE TABLE decision_codes (
        decision_code INTEGER PRIMARY KEY,
        decision INTEGER NOT NULL REFERENCES decisions (decision), code TEXT NOT NULL,
        value INTEGER, score REAL, "start" INTEGER, "end" INTEGER, confidence REAL,
        evidence TEXT NOT NULL);
INSERT INTO "decision_codes" VALUES(1,1,'stance',1,NULL,NULL,NULL,NULL,'');
INSERT INTO "decision_codes" VALUES(2,2,'raha',NULL,NULL,NULL,NULL,NULL,'');
INSERT INTO "decision_codes" VALUES(3,3,'stance',-1,NULL,NULL,NULL,NULL,'');
CREATE TABLE decisions (
        decision INTEGER PRIMARY KEY, act INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('decide', 'skip', 'undo')),
        undoes INTEGER UNIQUE REFERENCES decisions (decision),
        statement_id TEXT NOT NULL REFERENCES statements (statement_id),
        family TEXT NOT NULL CHECK (family IN ('theme', 'stance', 'actor')),
        coder TEXT NOT NULL CHECK (coder LIKE 'human:_%'),
        status TEXT CHECK (status IN ('accepted', 'changed', 'rejected', 'blind')),
        run INTEGER REFERENCES runs (run),
        codebook INTEGER NOT NULL REFERENCES codebooks (codebook),
        created TEXT NOT NULL, stored TEXT NOT NULL,
        CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
        CHECK ((kind = 'decide') = (status IS NOT NULL)));
INSERT INTO "decisions" VALUES(1,1,'decide',NULL,'a:2','stance','human:anna','accepted',1,1,'2026-11-22T13:46:01+00:00','2026-11-22T13:46:01+00:00');
INSERT INTO "decisions" VALUES(2,2,'decide',NULL,'a:3','theme','human:anna','blind',NULL,1,'2026-11-22T13:46:01+00:00','2026-11-22T13:46:01+00:00');
INSERT INTO "decisions" VALUES(3,3,'decide',NULL,'a:3','stance','human:ville','changed',1,1,'2026-11-22T13:46:01+00:00','2026-11-22T13:46:01+00:00');
INSERT INTO "decisions" VALUES(4,4,'undo',3,'a:3','stance','human:ville',NULL,NULL,1,'2026-11-22T13:46:01+00:00','2026-11-22T13:46:01+00:00');
INSERT INTO "decisions" VALUES(5,5,'skip',NULL,'b:2','stance','human:anna',NULL,NULL,1,'2026-11-22T13:46:01+00:00','2026-11-22T13:46:01+00:00');
CREATE TABLE documents (
        position INTEGER PRIMARY KEY, document TEXT NOT NULL UNIQUE, path TEXT, format TEXT,
        text TEXT NOT NULL, sha256 TEXT NOT NULL, edits TEXT, attributes TEXT NOT NULL);
INSERT INTO "documents" VALUES(0,'a','a.txt','txt','Mistä raha?
Raha riittää hyvin 👍🏽.
Kelalla on epä-selvä rooli.
Kuka vastaa?
No en tiiä.
Hyvä juttu.','427be513c722b772d62ade19d1119ac1e6393ffd14c47157a0d3735a55efbe7f','[[49, 50, ""]]','{}');
INSERT INTO "documents" VALUES(1,'b','b.txt','txt','Mistä raha?
Ei mistään.
Vaikeaa.
Kuka?
Me.','c72c24e16614d8547cf2800b9171b7afa6f5a574e2c6a073febfc48f909b950d',NULL,'{}');
CREATE TABLE judgements (
        judgement INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs (run),
        model INTEGER NOT NULL REFERENCES models (model),
        statement_id TEXT NOT NULL REFERENCES statements (statement_id), family TEXT NOT NULL,
        code TEXT NOT NULL, value INTEGER, score REAL, "start" INTEGER, "end" INTEGER,
        confidence REAL, evidence TEXT NOT NULL, created TEXT NOT NULL);
INSERT INTO "judgements" VALUES(1,1,1,'a:2','stance','stance',1,NULL,NULL,NULL,0.9,'','2026-11-22T13:46:00+00:00');
INSERT INTO "judgements" VALUES(2,1,1,'a:3','stance','stance',-2,NULL,NULL,NULL,0.4,'','2026-11-22T13:46:00+00:00');
INSERT INTO "judgements" VALUES(3,1,1,'b:2','stance','stance',0,NULL,NULL,NULL,0.7,'','2026-11-22T13:46:00+00:00');
INSERT INTO "judgements" VALUES(4,1,2,'a:2','theme','raha',NULL,NULL,NULL,NULL,0.8,'','2026-11-22T13:46:00+00:00');
INSERT INTO "judgements" VALUES(5,1,2,'a:3','theme','roolit',NULL,NULL,NULL,NULL,0.6,'','2026-11-22T13:46:00+00:00');
INSERT INTO "judgements" VALUES(6,1,2,'a:3','theme','raha',NULL,NULL,NULL,NULL,0.3,'','2026-11-22T13:46:00+00:00');
INSERT INTO "judgements" VALUES(7,1,3,'a:3','actor','Kela',NULL,NULL,NULL,NULL,0.9,'','2026-11-22T13:46:00+00:00');
CREATE TABLE log (
        entry INTEGER PRIMARY KEY, created TEXT NOT NULL, who TEXT NOT NULL,
        event TEXT NOT NULL, detail TEXT NOT NULL);
INSERT INTO "log" VALUES(1,'2026-11-22T13:46:01+00:00','','create','{"documents": 2, "statements": 11}');
INSERT INTO "log" VALUES(2,'2026-11-22T13:46:01+00:00','machine:stance@0.1, machine:theme@0.1, machine:actor@0.1','precode','{"run": 1, "judgements": 7}');
CREATE TABLE memos (
        memo INTEGER PRIMARY KEY, statement_id TEXT REFERENCES statements (statement_id),
        coder TEXT NOT NULL, text TEXT NOT NULL, created TEXT NOT NULL);
INSERT INTO "memos" VALUES(1,'a:2','human:anna','ks. a:3','2026-11-22T13:46:01+00:00');
CREATE TABLE models (
        model INTEGER PRIMARY KEY, coder TEXT NOT NULL CHECK (coder LIKE 'machine:%'),
        name TEXT NOT NULL, parameters TEXT NOT NULL, created TEXT NOT NULL);
INSERT INTO "models" VALUES(1,'machine:stance@0.1','machine:stance','{}','2026-11-22T13:46:01+00:00');
INSERT INTO "models" VALUES(2,'machine:theme@0.1','machine:theme','{}','2026-11-22T13:46:01+00:00');
INSERT INTO "models" VALUES(3,'machine:actor@0.1','machine:actor','{}','2026-11-22T13:46:01+00:00');
CREATE TABLE participants (
        position INTEGER PRIMARY KEY, participant TEXT UNIQUE, attributes TEXT NOT NULL);
INSERT INTO "participants" VALUES(0,'p-a','{"group": "kunta", "age": 41, "weight": 1.5, "lead": true, "since": "2017-05-01T00:00:00"}');
INSERT INTO "participants" VALUES(1,'p-b','{"group": "ministeri\u00f6", "age": null, "weight": null, "lead": false, "since": null}');
CREATE TABLE problems (
        position INTEGER PRIMARY KEY, file TEXT, place TEXT, problem TEXT, remedy TEXT,
        attributes TEXT NOT NULL);
CREATE TABLE run_models (
        run INTEGER NOT NULL REFERENCES runs (run), family TEXT NOT NULL,
        model INTEGER NOT NULL REFERENCES models (model), complete INTEGER NOT NULL,
        PRIMARY KEY (run, family, model));
INSERT INTO "run_models" VALUES(1,'stance',1,1);
INSERT INTO "run_models" VALUES(1,'theme',2,1);
INSERT INTO "run_models" VALUES(1,'actor',3,1);
CREATE TABLE runs (
        run INTEGER PRIMARY KEY, codebook INTEGER NOT NULL REFERENCES codebooks (codebook),
        created TEXT NOT NULL);
INSERT INTO "runs" VALUES(1,1,'2026-11-22T13:46:01+00:00');
CREATE TABLE shown (
        shown INTEGER PRIMARY KEY, coder TEXT NOT NULL,
        statement_id TEXT NOT NULL REFERENCES statements (statement_id), family TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES runs (run), created TEXT NOT NULL,
        UNIQUE (coder, statement_id, family, run));
CREATE TABLE statements (
        position INTEGER PRIMARY KEY, statement_id TEXT NOT NULL UNIQUE,
        document TEXT NOT NULL REFERENCES documents (document), participant TEXT, speaker TEXT,
        role TEXT, question TEXT, turn INTEGER, "start" INTEGER, "end" INTEGER, text TEXT,
        clean TEXT, attributes TEXT NOT NULL);
INSERT INTO "statements" VALUES(0,'a:1','a','','H','interviewer','rahoitus',1,0,11,'Mistä raha?','Mistä raha?','{}');
INSERT INTO "statements" VALUES(1,'a:2','a','p-a','V','interviewee','rahoitus',2,12,34,'Raha riittää hyvin 👍🏽.','Raha riittää hyvin 👍🏽.','{}');
INSERT INTO "statements" VALUES(2,'a:3','a','p-a','V','interviewee','rahoitus',3,35,62,'Kelalla on epä-selvä rooli.','Kelalla on epäselvä rooli.','{}');
INSERT INTO "statements" VALUES(3,'a:4','a','','H','interviewer','vastuut',4,63,75,'Kuka vastaa?','Kuka vastaa?','{}');
INSERT INTO "statements" VALUES(4,'a:5','a','p-a','V','interviewee','vastuut',5,76,87,'No en tiiä.','No en tiiä.','{}');
INSERT INTO "statements" VALUES(5,'a:6','a','p-a','V','interviewee','vastuut',6,88,99,'Hyvä juttu.','Hyvä juttu.','{}');
INSERT INTO "statements" VALUES(6,'b:1','b','','H','interviewer','rahoitus',1,0,11,'Mistä raha?','Mistä raha?','{}');
INSERT INTO "statements" VALUES(7,'b:2','b','p-b','V','interviewee','rahoitus',2,12,23,'Ei mistään.','Ei mistään.','{}');
INSERT INTO "statements" VALUES(8,'b:3','b','p-b','V','interviewee','rahoitus',3,24,32,'Vaikeaa.','Vaikeaa.','{}');
INSERT INTO "statements" VALUES(9,'b:4','b','','H','interviewer','vastuut',4,33,38,'Kuka?','Kuka?','{}');
INSERT INTO "statements" VALUES(10,'b:5','b','p-b','V','interviewee','vastuut',5,39,42,'Me.','Me.','{}');
CREATE TABLE study (key TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO "study" VALUES('columns:documents','{"document": "str", "path": "str", "format": "str", "text": "str"}');
INSERT INTO "study" VALUES('columns:participants','{"participant": "str", "group": "str", "age": "Int64", "weight": "float64", "lead": "bool", "since": "datetime64[us]"}');
INSERT INTO "study" VALUES('columns:statements','{"statement_id": "str", "document": "str", "participant": "str", "speaker": "str", "role": "str", "question": "str", "turn": "int64", "start": "int64", "end": "int64", "text": "str", "clean": "str"}');
INSERT INTO "study" VALUES('columns:problems','{"file": "str", "place": "str", "problem": "str", "remedy": "str"}');
INSERT INTO "study" VALUES('questions','[]');
CREATE INDEX judgements_by_statement ON judgements (statement_id, family, run);
CREATE INDEX decisions_by_statement ON decisions (statement_id, family, coder);
CREATE INDEX decisions_by_coder ON decisions (coder);
CREATE INDEX decision_codes_by_decision ON decision_codes (decision);
CREATE TRIGGER codebooks_no_update BEFORE UPDATE ON codebooks BEGIN SELECT RAISE(ABORT, 'rows of codebooks are never changed'); END;
CREATE TRIGGER codebooks_no_delete BEFORE DELETE ON codebooks BEGIN SELECT RAISE(ABORT, 'rows of codebooks are never changed'); END;
CREATE TRIGGER codebooks_no_replace BEFORE INSERT ON codebooks WHEN EXISTS (SELECT 1 FROM codebooks WHERE codebook = NEW.codebook) BEGIN SELECT RAISE(ABORT, 'rows of codebooks are never changed'); END;
CREATE TRIGGER models_no_update BEFORE UPDATE ON models BEGIN SELECT RAISE(ABORT, 'rows of models are never changed'); END;
CREATE TRIGGER models_no_delete BEFORE DELETE ON models BEGIN SELECT RAISE(ABORT, 'rows of models are never changed'); END;
CREATE TRIGGER models_no_replace BEFORE INSERT ON models WHEN EXISTS (SELECT 1 FROM models WHERE model = NEW.model) BEGIN SELECT RAISE(ABORT, 'rows of models are never changed'); END;
CREATE TRIGGER runs_no_update BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'rows of runs are never changed'); END;
CREATE TRIGGER runs_no_delete BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'rows of runs are never changed'); END;
CREATE TRIGGER runs_no_replace BEFORE INSERT ON runs WHEN EXISTS (SELECT 1 FROM runs WHERE run = NEW.run) BEGIN SELECT RAISE(ABORT, 'rows of runs are never changed'); END;
CREATE TRIGGER judgements_no_update BEFORE UPDATE ON judgements BEGIN SELECT RAISE(ABORT, 'rows of judgements are never changed'); END;
CREATE TRIGGER judgements_no_delete BEFORE DELETE ON judgements BEGIN SELECT RAISE(ABORT, 'rows of judgements are never changed'); END;
CREATE TRIGGER judgements_no_replace BEFORE INSERT ON judgements WHEN EXISTS (SELECT 1 FROM judgements WHERE judgement = NEW.judgement) BEGIN SELECT RAISE(ABORT, 'rows of judgements are never changed'); END;
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'rows of decisions are never changed'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'rows of decisions are never changed'); END;
CREATE TRIGGER decisions_no_replace BEFORE INSERT ON decisions WHEN EXISTS (SELECT 1 FROM decisions WHERE decision = NEW.decision) BEGIN SELECT RAISE(ABORT, 'rows of decisions are never changed'); END;
CREATE TRIGGER decision_codes_no_update BEFORE UPDATE ON decision_codes BEGIN SELECT RAISE(ABORT, 'rows of decision_codes are never changed'); END;
CREATE TRIGGER decision_codes_no_delete BEFORE DELETE ON decision_codes BEGIN SELECT RAISE(ABORT, 'rows of decision_codes are never changed'); END;
CREATE TRIGGER decision_codes_no_replace BEFORE INSERT ON decision_codes WHEN EXISTS (SELECT 1 FROM decision_codes WHERE decision_code = NEW.decision_code) BEGIN SELECT RAISE(ABORT, 'rows of decision_codes are never changed'); END;
CREATE TRIGGER memos_no_update BEFORE UPDATE ON memos BEGIN SELECT RAISE(ABORT, 'rows of memos are never changed'); END;
CREATE TRIGGER memos_no_delete BEFORE DELETE ON memos BEGIN SELECT RAISE(ABORT, 'rows of memos are never changed'); END;
CREATE TRIGGER memos_no_replace BEFORE INSERT ON memos WHEN EXISTS (SELECT 1 FROM memos WHERE memo = NEW.memo) BEGIN SELECT RAISE(ABORT, 'rows of memos are never changed'); END;
CREATE TRIGGER log_no_update BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'rows of log are never changed'); END;
CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'rows of log are never changed'); END;
CREATE TRIGGER log_no_replace BEFORE INSERT ON log WHEN EXISTS (SELECT 1 FROM log WHERE entry = NEW.entry) BEGIN SELECT RAISE(ABORT, 'rows of log are never changed'); END;
CREATE VIEW in_force AS SELECT * FROM decisions AS d WHERE kind IN ('decide', 'skip')
        AND NOT EXISTS (SELECT 1 FROM decisions AS u WHERE u.undoes = d.decision);
CREATE VIEW standing AS SELECT * FROM in_force AS d WHERE kind = 'decide'
        AND NOT EXISTS (SELECT 1 FROM in_force AS later WHERE later.kind = 'decide'
            AND later.statement_id = d.statement_id AND later.family = d.family
            AND later.coder = d.coder AND later.decision > d.decision);
CREATE VIEW suggestions AS SELECT j.*, m.coder, m.name
        FROM judgements AS j JOIN models AS m USING (model)
        WHERE j.run = (SELECT MAX(k.run) FROM judgements AS k JOIN models AS km USING (model)
            WHERE k.statement_id = j.statement_id AND k.family = j.family AND km.name = m.name)
        AND j.run >= (SELECT IFNULL(MAX(r.run), 0) FROM run_models AS r
            WHERE r.complete AND r.family = j.family);
CREATE VIEW history AS
        SELECT 0 AS part, entry AS number, created AS "at", who, event, '' AS statement_id,
            '' AS family, detail FROM log
        UNION ALL SELECT 1, d.decision, d.stored, d.coder, d.kind, d.statement_id, d.family,
            IFNULL(d.status || ': ', '') || IFNULL((SELECT group_concat(code ||
                IFNULL(' ' || value, ''), ', ') FROM decision_codes AS c
                WHERE c.decision = d.decision), '') FROM decisions AS d
        UNION ALL SELECT 2, memo, created, coder, 'memo', IFNULL(statement_id, ''), '', text
            FROM memos;
COMMIT;

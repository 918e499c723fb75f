BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('db5e31a0233d');
CREATE TABLE commands (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	date DATETIME NOT NULL, 
	user_login VARCHAR(30) NOT NULL, 
	project_id INTEGER NOT NULL, 
	document_id INTEGER, 
	payload TEXT NOT NULL, 
	CONSTRAINT fk_commands_user_login_users FOREIGN KEY(user_login) REFERENCES users (login) ON UPDATE CASCADE, 
	CONSTRAINT fk_commands_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "commands" VALUES(1,'2026-03-01 09:00:00.000000','maija',1,1,'{"end_offset": 77, "highlight_id": 1, "start_offset": 42, "tags": [1, 4], "type": "highlight_add"}');
INSERT INTO "commands" VALUES(2,'2026-03-01 09:00:00.000000','pekka',1,1,'{"end_offset": 77, "highlight_id": 2, "start_offset": 42, "tags": [1], "type": "highlight_add"}');
INSERT INTO "commands" VALUES(3,'2026-03-01 09:00:00.000000','maija',1,1,'{"end_offset": 128, "highlight_id": 3, "start_offset": 116, "tags": [1], "type": "highlight_add"}');
INSERT INTO "commands" VALUES(4,'2026-03-01 09:00:00.000000','pekka',1,2,'{"end_offset": 50, "highlight_id": 4, "start_offset": 22, "tags": [2], "type": "highlight_add"}');
CREATE TABLE documents (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(200) NOT NULL, 
	description TEXT NOT NULL, 
	filename VARCHAR(200) NOT NULL, 
	created DATETIME NOT NULL, 
	project_id INTEGER NOT NULL, 
	text_direction VARCHAR(13) NOT NULL, 
	contents TEXT NOT NULL, 
	CONSTRAINT fk_documents_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "documents" VALUES(1,'h01.html','','h01.html','2026-03-01 09:00:00.000000',1,'LEFT_TO_RIGHT','<h1>Haastattelu</h1><p>H: Mitä hyötyä siitä on?</p><p>V: Rajapinnat <b>puuttuvat</b> 😀 kokonaan. KELA:lle siitä on iloa &amp; hyötyä.</p><ul><li>V: Ensimmäinen</li><li>V: Toinen asia.</li></ul>');
INSERT INTO "documents" VALUES(2,'h02.html','','h02.html','2026-03-01 09:00:00.000000',1,'LEFT_TO_RIGHT','<p>H: Mitä hyötyä?</p>
<p>V: Kanta toimii, se on vahvuus.</p>
<p>En minä muuta.</p>');
CREATE TABLE highlight_tags (
	highlight_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	CONSTRAINT pk_highlight_tags PRIMARY KEY (highlight_id, tag_id), 
	CONSTRAINT fk_highlight_tags_highlight_id_highlights FOREIGN KEY(highlight_id) REFERENCES highlights (id) ON DELETE CASCADE, 
	CONSTRAINT fk_highlight_tags_tag_id_tags FOREIGN KEY(tag_id) REFERENCES tags (id) ON DELETE CASCADE
);
INSERT INTO "highlight_tags" VALUES(1,1);
INSERT INTO "highlight_tags" VALUES(1,4);
INSERT INTO "highlight_tags" VALUES(2,1);
INSERT INTO "highlight_tags" VALUES(3,1);
INSERT INTO "highlight_tags" VALUES(4,2);
CREATE TABLE highlights (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	document_id INTEGER NOT NULL, 
	start_offset INTEGER NOT NULL, 
	end_offset INTEGER NOT NULL, 
	snippet TEXT NOT NULL, 
	CONSTRAINT fk_highlights_document_id_documents FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
);
INSERT INTO "highlights" VALUES(1,1,42,77,'<p>Rajapinnat <b>puuttuvat</b> 😀 kokonaan.</p>');
INSERT INTO "highlights" VALUES(2,1,42,77,'<p>Rajapinnat <b>puuttuvat</b> 😀 kokonaan.</p>');
INSERT INTO "highlights" VALUES(3,1,116,128,'<ul><li>Ensimmäinen</li></ul>');
INSERT INTO "highlights" VALUES(4,2,22,50,'<p>Kanta toimii, se on vahvuus.</p>');
CREATE TABLE project_members (
	project_id INTEGER NOT NULL, 
	user_login VARCHAR(30) NOT NULL, 
	privileges VARCHAR(11) NOT NULL, 
	CONSTRAINT pk_project_members PRIMARY KEY (project_id, user_login), 
	CONSTRAINT fk_project_members_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE, 
	CONSTRAINT fk_project_members_user_login_users FOREIGN KEY(user_login) REFERENCES users (login) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE projects (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	name VARCHAR(200) NOT NULL, 
	description TEXT NOT NULL, 
	created DATETIME NOT NULL
);
INSERT INTO "projects" VALUES(1,'Kokeilu','Pieni.','2026-03-01 09:00:00.000000');
CREATE TABLE tags (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	project_id INTEGER NOT NULL, 
	path VARCHAR(200) NOT NULL, 
	description TEXT NOT NULL, 
	CONSTRAINT uq_tags_project_id UNIQUE (project_id, path), 
	CONSTRAINT fk_tags_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
);
INSERT INTO "tags" VALUES(1,1,'ongelma','Mitä ongelma on.');
INSERT INTO "tags" VALUES(2,1,'hyöty','Mitä hyöty on.');
INSERT INTO "tags" VALUES(3,1,'tekniikka','Mitä tekniikka on.');
INSERT INTO "tags" VALUES(4,1,'tekniikka.rajapinnat','Mitä tekniikka.rajapinnat on.');
CREATE TABLE users (
	login VARCHAR(30) NOT NULL, 
	created DATETIME NOT NULL, 
	hashed_password VARCHAR(192), 
	disabled BOOLEAN NOT NULL, 
	password_set_date DATETIME, 
	language VARCHAR(10), 
	email VARCHAR(256), 
	email_sent DATETIME, 
	CONSTRAINT pk_users PRIMARY KEY (login)
);
INSERT INTO "users" VALUES('maija','2026-03-01 09:00:00.000000',NULL,0,NULL,NULL,NULL,NULL);
INSERT INTO "users" VALUES('pekka','2026-03-01 09:00:00.000000',NULL,0,NULL,NULL,NULL,NULL);
CREATE UNIQUE INDEX ix_users_email ON users (email);
CREATE INDEX ix_project_members_user_login ON project_members (user_login);
CREATE INDEX ix_project_members_project_id ON project_members (project_id);
CREATE INDEX ix_documents_project_id ON documents (project_id);
CREATE INDEX idx_project_id ON commands (project_id, id);
CREATE INDEX ix_commands_document_id ON commands (document_id);
CREATE INDEX ix_commands_user_login ON commands (user_login);
CREATE INDEX ix_commands_date ON commands (date);
CREATE INDEX idx_project_document ON commands (project_id, document_id);
CREATE INDEX ix_commands_project_id ON commands (project_id);
CREATE INDEX ix_tags_project_id ON tags (project_id);
CREATE INDEX ix_tags_path ON tags (path);
CREATE INDEX ix_highlights_document_id ON highlights (document_id);
CREATE INDEX ix_highlight_tags_highlight_id ON highlight_tags (highlight_id);
CREATE INDEX ix_highlight_tags_tag_id ON highlight_tags (tag_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('projects',1);
INSERT INTO "sqlite_sequence" VALUES('documents',2);
INSERT INTO "sqlite_sequence" VALUES('tags',4);
INSERT INTO "sqlite_sequence" VALUES('highlights',4);
INSERT INTO "sqlite_sequence" VALUES('commands',4);
COMMIT;

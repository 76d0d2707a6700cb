import { describe, expect, it } from "vitest";
import { nameFor, refusalOfName, shownName } from "#src/features/files/rules.ts";

describe("the name of a file", () => {
  it.each(["../../etc/passwd.pdf", "..\\..\\boot.pdf", "/etc/passwd", "C:\\Users\\a.pdf", "a/b.pdf"])(
    "%s is refused for its folder",
    (given) => {
      expect(shownName(given)).toEqual({ refusal: "The file's name must not contain a folder." });
    },
  );

  it.each(["", "   ", ".", "..", "\u202e", `${"a".repeat(256)}`, "\ud800.pdf"])("%j is no name", (given) => {
    expect(shownName(given)).toEqual({ refusal: "The file needs a name of at most 255 characters." });
  });

  it("keeps what is seen and drops what turns or hides it", () => {
    expect(shownName("Wåge – runde 2.pdf")).toEqual({ name: "Wåge – runde 2.pdf" });
    expect(shownName("photo\u202egpj.exe")).toEqual({ name: "photogpj.exe" });
  });

  it.each(["shell.php", "page.html", "drawing.svg", "run.exe", "a.pdf.js", "photo.HEIC"])(
    "%s is refused by its end [V1.3.4] [V5.3.1]",
    (name) => {
      expect(refusalOfName(name)).toMatch(/HEIC|not accepted/);
    },
  );

  it.each(["a.pdf", "A.JPG", "no ending", "v1.2 of the round", ".hidden"])("%s may be a file", (name) => {
    expect(refusalOfName(name)).toBeUndefined();
  });

  it("gets the ending of its content, and is refused where it says another kind [V5.2.2]", () => {
    expect(nameFor("scan", "application/pdf")).toBe("scan.pdf");
    expect(nameFor("photo.png", "image/jpeg")).toBe("photo.jpg");
    expect(nameFor("photo.jpeg", "image/jpeg")).toBe("photo.jpeg");
    expect(nameFor("Photo.PNG", "image/png")).toBe("Photo.PNG");
    expect(nameFor("photo.webp", "image/png")).toBe("photo.png");
    expect(nameFor("a.csv", "text/plain")).toBe("a.csv");
    expect(nameFor("photo.jpg", "application/pdf")).toBeUndefined();
    expect(nameFor("page.html", "text/plain")).toBeUndefined();
  });
});

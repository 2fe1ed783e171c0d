package io.github.twohead.examples.scenes;

/** What a picture of {@link ScenePainter} shows. */
public enum SceneKind {
  /** A paper document on a surface. */
  DOCUMENT(0),
  /** Neither a document nor a screen. */
  OTHER(1),
  /** A screen, photographed, that shows a document. */
  SCREEN(2);

  private final int classId;

  SceneKind(int classId) {
    this.classId = classId;
  }

  /** The number of this class in labels. */
  public int classId() {
    return classId;
  }
}

module example.modules {
  requires io.github.twohead.djl;
  requires io.github.twohead.experiments; // recipes
}

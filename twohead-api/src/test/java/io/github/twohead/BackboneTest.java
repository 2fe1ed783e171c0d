package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class BackboneTest {

  @Test
  void should_list_all_that_factories_give() throws ReflectiveOperationException {
    List<Backbone.BuiltIn> made = new ArrayList<>();
    for (Method factory : Backbone.class.getMethods()) {
      if (Backbone.class.isAssignableFrom(factory.getReturnType())
          && factory.getParameterCount() == 0) {
        made.add((Backbone.BuiltIn) factory.invoke(null));
      }
    }

    assertThat(Backbone.builtIn()).containsExactlyInAnyOrderElementsOf(made);
  }

  @Test
  void should_be_found_by_name() {
    assertThat(Backbone.builtIn())
        .allSatisfy(
            backbone -> {
              assertThat(Backbone.named(backbone.name())).isSameAs(backbone);
              assertThat(Backbone.named(" " + backbone.name().toUpperCase(Locale.ROOT)))
                  .isSameAs(backbone);
            });
  }

  @Test
  void should_name_the_backbones_there_are() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backbone.named("resnet18"))
        .withMessage("backbone must be one of %s, but is \"resnet18\"", Backbone.builtIn());
  }

  @Test
  void should_start_from_random_weights_unless_told_otherwise() {
    assertThat(Backbone.builtIn()).allSatisfy(trunk -> assertThat(trunk.weights()).isEmpty());
  }
}
